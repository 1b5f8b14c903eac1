package org.opendirect.gateway.seller.dialect;

/** The calls of the pipeline that a seller may know or not. */
public enum Call {
    LIST_ACCOUNTS, OPEN_ACCOUNT, LIST_ORDERS, CREATE_ORDER, READ_ORDER, DELETE_ORDER, LIST_LINES, CREATE_LINE, READ_LINE, RESERVE, BOOK,
    /** gives back what is only held */
    RELEASE,
    /** gives back what is held or booked */
    CANCEL,
    /** makes a line whose hold has ended new again */
    RESET;

    /** Whether it moves a line from one state to another. */
    boolean isAction() {
        return this == RESERVE || this == BOOK || this == RELEASE || this == CANCEL || this == RESET;
    }

    boolean isList() {
        return this == LIST_ACCOUNTS || this == LIST_ORDERS || this == LIST_LINES;
    }
}
