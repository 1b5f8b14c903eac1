package org.opendirect.gateway.doctor;

/** Books. */
final class BookingWalk implements Station {

    @Override
    public Group group() {
        return Group.BOOKING;
    }

    @Override
    public void examine(Exam exam) {
        throw new WalkOverException(Exam.NO_TIME);
    }
}
