package org.opendirect.gateway.booking;

/** Is told of every change of a line's status, inside the transaction that makes it. */
public interface LineObserver {
    void lineChanged(String workId, LineView line);
}
