package org.opendirect.gateway.seller.dialect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The page of a list that is asked for.
 *
 * @param skip how many items come before it
 * @param top  how many it may hold at most
 * @param form the query that asks for it, as in {@link Choice#PAGING}; blank for a list that is asked for without
 * @param next what the page before has named for it, a path with its query or a token; null for a page that is counted, and for the first
 */
public record Page(int skip, int top, String form, String next) {

    /** The list as it comes. */
    public static final Page WHOLE = new Page(0, 0, "");

    /** One that is counted. */
    public Page(int skip, int top, String form) {
        this(skip, top, form, null);
    }

    /** The query, empty where there is none. */
    String query() {
        if (form.equals(PageTurn.NONE) || form.equals(PageTurn.LINK)) {
            return "";
        }
        String counted = form.replace("{skip}", Integer.toString(skip)).replace("{top}", Integer.toString(top))
                .replace("{page}", Integer.toString(top == 0 ? 1 : skip / top + 1));
        if (next != null) {
            return counted.replace("{cursor}", URLEncoder.encode(next, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return Arrays.stream(counted.split("&")).filter(pair -> !pair.contains("{cursor}")).collect(Collectors.joining("&"));
    }

    /** The request for this page of a list: as it is, or to where the seller has said that the page is, which is at the same seller. */
    WireRequest of(WireRequest list) {
        if (next == null || !form.equals(PageTurn.LINK)) {
            return list;
        }
        int query = next.indexOf('?');
        return new WireRequest(list.method(), query < 0 ? next : next.substring(0, query), query < 0 ? "" : next.substring(query + 1),
                list.body(), true);
    }
}
