package org.opendirect.gateway.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.opendirect.gateway.json.Json;

/**
 * Fills the columns of V15 for what earlier versions have booked. In Java, since a row's JSON has words of callers and sellers in it, which a
 * database's own JSON functions may refuse. Where two rows name one id already, the one that is found first keeps it.
 */
final class V16__Backfill_seller_ids extends BaseJavaMigration {

    private static final int BATCH = 1_000;

    private record Row(String workId, String id, String data) {
    }

    @Override
    public void migrate(Context context) throws SQLException, IOException {
        Connection connection = context.getConnection();
        fill(connection, "select id, '', data from booking where id > ? order by id limit " + BATCH, false, "orderId",
                "update booking set seller_order_id = ? where id = ? and not exists "
                        + "(select 1 from booking o where o.seller = booking.seller and o.seller_order_id = ?)");
        fill(connection, "select work_id, id, data from booking_line where booking_id is not null and "
                        + "status not in ('UNFILLED', 'DECLINED', 'EXPIRED', 'CANCELLED', 'FAILED') and (work_id, id) > (?, ?) "
                        + "order by work_id, id limit " + BATCH, true, "sellerLineId",
                "update booking_line set seller_line_id = ?, seller = ? where work_id = ? and id = ? and not exists "
                        + "(select 1 from booking_line l where l.seller = ? and l.seller_line_id = ?)");
    }

    private static void fill(Connection connection, String select, boolean lines, String property, String update) throws SQLException, IOException {
        Row last = new Row("", "", "");
        for (List<Row> batch = read(connection, select, lines, last); !batch.isEmpty(); batch = read(connection, select, lines, last)) {
            try (PreparedStatement statement = connection.prepareStatement(update)) {
                for (Row row : batch) {
                    JsonNode data = Json.parse(row.data().getBytes(StandardCharsets.UTF_8));
                    String sellerId = data.path(property).asText("");
                    boolean bought = lines ? data.hasNonNull("rateType") : data.hasNonNull("key") && !sellerId.equals(data.path("key").asText())
                            && !data.path("state").asText().equals("FAILED");
                    if (bought && !sellerId.isEmpty()) {
                        String seller = data.path("seller").asText();
                        set(statement, lines ? List.of(sellerId, seller, row.workId(), row.id(), seller, sellerId) : List.of(sellerId, row.workId(), sellerId));
                        statement.executeUpdate();
                    }
                }
            }
            last = batch.get(batch.size() - 1);
        }
    }

    private static List<Row> read(Connection connection, String select, boolean lines, Row after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            set(statement, lines ? List.of(after.workId(), after.id()) : List.of(after.workId()));
            var rows = new ArrayList<Row>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(new Row(found.getString(1), found.getString(2), found.getString(3)));
                }
            }
            return rows;
        }
    }

    private static void set(PreparedStatement statement, List<String> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setString(i + 1, values.get(i));
        }
    }
}
