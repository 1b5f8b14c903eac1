package org.opendirect.gateway.proof;

import java.util.Arrays;

/** The steps of a booking as they look on the wire. */
enum WireStep {
    ORDER, LINE, RESERVE, BOOK, CANCEL, RESET, POLL, LIST, OTHER, DELETE;

    boolean changes() {
        return this == ORDER || this == LINE || this == RESERVE || this == BOOK || this == CANCEL || this == RESET || this == DELETE;
    }

    static WireStep of(String method, String path) {
        String[] at = path.replaceAll("\\?.*", "").replaceAll("^.*/accounts/", "").split("/");
        if (!path.contains("/accounts/") || at.length < 2) {
            return OTHER;
        }
        if (method.equals("PATCH") || method.equals("PUT")) {
            // as action=reserve, or as reserve alone
            String action = path.replaceAll("^.*[?=]", "");
            return Arrays.stream(values()).filter(s -> s.name().equalsIgnoreCase(action)).findFirst().orElse(OTHER);
        }
        if (method.equals("DELETE")) {
            return at.length == 3 ? DELETE : OTHER;
        }
        boolean list = at.length == 2 || at.length == 4;
        if (method.equals("POST")) {
            return at.length == 2 ? ORDER : at.length == 4 ? LINE : OTHER;
        }
        return list ? LIST : at.length == 5 ? POLL : OTHER;
    }

    /** The seller's order id in the path; empty where there is none. */
    static String orderIn(String path) {
        String[] at = path.replaceAll("\\?.*", "").replaceAll("^.*/accounts/", "").split("/");
        return at.length > 2 ? at[2] : "";
    }
}
