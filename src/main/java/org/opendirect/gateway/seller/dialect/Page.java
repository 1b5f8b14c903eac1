package org.opendirect.gateway.seller.dialect;

/**
 * The page of a list that is asked for.
 *
 * @param skip how many items come before it
 * @param top  how many it may hold at most
 * @param form the query that asks for it, as in {@link Choice#PAGING}; blank for a list that is asked for without
 */
public record Page(int skip, int top, String form) {

    /** The list as it comes. */
    public static final Page WHOLE = new Page(0, 0, "");

    /** The query, empty where there is none. */
    String query() {
        return form.equals(PageTurn.NONE) ? "" : form.replace("{skip}", Integer.toString(skip)).replace("{top}", Integer.toString(top))
                .replace("{page}", Integer.toString(top == 0 ? 1 : skip / top + 1));
    }
}
