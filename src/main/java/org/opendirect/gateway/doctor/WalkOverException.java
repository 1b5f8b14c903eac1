package org.opendirect.gateway.doctor;

/** The walk cannot go on; the message is what is said of every check that was not made. */
final class WalkOverException extends RuntimeException {

    WalkOverException(String message) {
        super(message, null, false, false);
    }
}
