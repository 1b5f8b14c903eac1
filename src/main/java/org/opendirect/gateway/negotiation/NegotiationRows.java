package org.opendirect.gateway.negotiation;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.negotiation.NegotiationRow.Status;
import org.opendirect.gateway.store.JsonRows;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.store.Tally;

/** Negotiations in the database. */
final class NegotiationRows {

    private final Store store;
    private final Clock clock;
    private final JsonRows<NegotiationRow> rows;

    NegotiationRows(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.rows = new JsonRows<>(store, clock, "negotiation", NegotiationRow.class);
    }

    void insert(NegotiationRow row, String candidateKey) {
        rows.insert(row, "id, line_key, line_group, seller, status, created_at", row.id, candidateKey, row.group, row.seller, row.status.name(), clock.millis());
    }

    void save(NegotiationRow row) {
        Long standing = row.status == Status.OPEN ? row.sellerMicros : row.finalMicros;
        rows.update(row, "status = ?, standing = ?, tier_refused = ? where id = ?", row.status.name(), standing, row.tierRefused ? 1 : 0, row.id);
    }

    NegotiationRow row(String id) {
        return rows.get(id);
    }

    NegotiationRow rowForUpdate(String id) {
        return rows.getForUpdate(id);
    }

    Optional<NegotiationRow> find(String id) {
        return rows.find("id = ?", id);
    }

    /** Newest first; null for any status, or any seller. */
    List<NegotiationRow> page(Status status, String seller, int skip, int top) {
        var params = conditions(status, seller);
        params.add(top);
        params.add(skip);
        return rows.list(where(status, seller) + " order by created_at desc, id limit ? offset ?", params.toArray());
    }

    long count(Status status, String seller) {
        return Tally.NEGOTIATIONS.count(store, seller, status == null ? null : status.name());
    }

    private static String where(Status status, String seller) {
        return "1 = 1" + (status == null ? "" : " and status = ?") + (seller == null ? "" : " and seller = ?");
    }

    private static List<Object> conditions(Status status, String seller) {
        var params = new ArrayList<Object>();
        if (status != null) {
            params.add(status.name());
        }
        if (seller != null) {
            params.add(seller);
        }
        return params;
    }

    /** The booking that a caller has used its agreed price for. */
    Optional<String> usedBy(String id) {
        return store.sql().sql("select used_by from negotiation where id = ? and used_by is not null").param(id).query(String.class).optional();
    }

    /** Whether it had not been used before. Inside a transaction. */
    boolean use(String id, String bookingId) {
        return store.sql().sql("update negotiation set used_by = ? where id = ? and used_by is null").params(bookingId, id).update() == 1;
    }

    /** All about one plan line. */
    List<NegotiationRow> group(String group) {
        return rows.list("line_group = ? order by created_at, id", group);
    }

    /** The best standing price of the other sellers of the same plan line; null for none. */
    Long rivalPrice(NegotiationRow row) {
        return row.group == null ? null : store.sql().sql("select min(standing) from negotiation where line_group = ? and id <> ? and status in ('OPEN', 'ACCEPTED')")
                .params(row.group, row.id).query((r, n) -> r.getObject(1) == null ? null : (Long) r.getLong(1)).list().get(0);
    }

    Optional<String> newestOf(String candidateKey) {
        return store.sql().sql("select id from negotiation where line_key = ? order by created_at desc, id desc limit 1").param(candidateKey)
                .query(String.class).optional();
    }

    boolean hasRefusedToday(String seller) {
        long today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        return store.sql().sql("select count(*) from negotiation where seller = ? and tier_refused = 1 and updated_at >= ?").params(seller, today)
                .query(Long.class).single() > 0;
    }
}
