package org.opendirect.gateway.negotiation;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.negotiation.NegotiationRow.Status;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.store.Tally;

/** Negotiations in the database. */
final class NegotiationRows {

    private final Store store;
    private final Clock clock;

    NegotiationRows(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    void insert(NegotiationRow row, String candidateKey) {
        store.sql().sql("insert into negotiation (id, line_key, line_group, seller, status, data, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(Arrays.asList(row.id, candidateKey, row.group, row.seller, row.status.name(), Json.text(row), clock.millis(), clock.millis())).update();
    }

    void save(NegotiationRow row) {
        Long standing = row.status == Status.OPEN ? row.sellerMicros : row.finalMicros;
        store.sql().sql("update negotiation set status = ?, standing = ?, tier_refused = ?, data = ?, updated_at = ? where id = ?")
                .params(Arrays.asList(row.status.name(), standing, row.tierRefused ? 1 : 0, Json.text(row), clock.millis(), row.id)).update();
    }

    NegotiationRow row(String id) {
        return read(id, "");
    }

    NegotiationRow rowForUpdate(String id) {
        return read(id, store.forUpdate());
    }

    Optional<NegotiationRow> find(String id) {
        return store.sql().sql("select data from negotiation where id = ?").param(id).query(String.class).optional().map(d -> Json.read(d, NegotiationRow.class));
    }

    private NegotiationRow read(String id, String lock) {
        String data = store.sql().sql("select data from negotiation where id = ?" + lock).param(id).query(String.class).optional()
                .orElseThrow(() -> Problem.notFound("negotiation", id).asException());
        return Json.read(data, NegotiationRow.class);
    }

    /** Newest first; null for any status, or any seller. */
    List<NegotiationRow> page(Status status, String seller, int skip, int top) {
        var params = conditions(status, seller);
        params.add(top);
        params.add(skip);
        return store.sql().sql("select data from negotiation" + where(status, seller) + " order by created_at desc, id limit ? offset ?").params(params)
                .query(String.class).list().stream().map(d -> Json.read(d, NegotiationRow.class)).toList();
    }

    long count(Status status, String seller) {
        return Tally.NEGOTIATIONS.count(store, seller, status == null ? null : status.name());
    }

    private static String where(Status status, String seller) {
        return status == null && seller == null ? "" : " where " + (status == null ? "" : "status = ?") + (status != null && seller != null ? " and " : "")
                + (seller == null ? "" : "seller = ?");
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
        var rows = new ArrayList<NegotiationRow>();
        store.sql().sql("select data from negotiation where line_group = ? order by created_at, id").param(group).query(String.class).list()
                .forEach(d -> rows.add(Json.read(d, NegotiationRow.class)));
        return rows;
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
