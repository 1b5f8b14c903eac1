package org.opendirect.gateway.doctor;

/** One part of a walk. */
interface Station {

    Group group();

    /** Asks, and takes down what it finds. What it leaves out is {@code NOT_OFFERED} for {@link #otherwise()}. */
    void examine(Exam exam);

    /** Why a check of the group was not made, where no better reason is known. */
    default String otherwise() {
        return "nothing to look at";
    }
}
