package org.opendirect.gateway.doctor;

/**
 * What one check has found.
 *
 * @param detail what was seen, in words, on one line; never a credential
 * @param millis the time of the seller's answers that were waited for since the finding before
 */
public record Finding(Check check, Result result, String detail, long millis) {
}
