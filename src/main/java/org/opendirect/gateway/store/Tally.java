package org.opendirect.gateway.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/**
 * How many rows there are of each status, as the changes add up to that triggers of the database write: a million rows are not counted
 * for every list. Nobody waits for anybody to write a change, and on a clock they are summed up.
 */
public enum Tally {
    CAMPAIGNS("campaign_tally", false), BOOKINGS("booking_tally", true), NEGOTIATIONS("negotiation_tally", true);

    /** changes that are summed up in one transaction */
    private static final int SOME = 5_000;

    private final String table;
    private final boolean bySeller;

    Tally(String table, boolean bySeller) {
        this.table = table;
        this.bySeller = bySeller;
    }

    /**
     * @param seller null for any, and where rows are of no seller
     * @param status null for any
     */
    public long count(Store store, String seller, String status) {
        var conditions = new ArrayList<String>();
        var params = new ArrayList<Object>();
        if (seller != null) {
            conditions.add("seller = ?");
            params.add(seller);
        }
        if (status != null) {
            conditions.add("status = ?");
            params.add(status);
        }
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        return store.sql().sql("select coalesce(sum(change), 0) from " + table + where).params(params).query(Long.class).single();
    }

    /** Makes one row of the changes of each status, and seller. */
    void sumUp(Store store) {
        String columns = bySeller ? "seller, status" : "status";
        String marks = bySeller ? "?, ?, ?" : "?, ?";
        store.write(() -> {
            var sums = new HashMap<List<String>, Long>();
            store.sql().sql("delete from " + table + " where sequence in (select sequence from " + table + " order by sequence limit " + SOME
                            + store.skipLocked() + ") returning change, " + columns)
                    .query(row -> {
                        sums.merge(bySeller ? Arrays.asList(row.getString(2), row.getString(3)) : List.of(row.getString(2)), row.getLong(1), Long::sum);
                    });
            sums.forEach((of, sum) -> {
                var params = new ArrayList<Object>(of);
                params.add(sum);
                if (sum != 0) {
                    store.sql().sql("insert into " + table + " (" + columns + ", change) values (" + marks + ")").params(params).update();
                }
            });
        });
    }
}
