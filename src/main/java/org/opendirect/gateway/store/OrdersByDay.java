package org.opendirect.gateway.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.opendirect.gateway.json.Json;

/**
 * The migration after V5: fills the columns that it has made, from the JSON of the rows. In Java, since a database takes less for JSON
 * than Java writes (PostgreSQL refuses the character U+0000), and one text of a caller would keep the gateway from starting.
 */
final class OrdersByDay implements JavaMigration {

    private static final int PAGE = 500;

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("6");
    }

    @Override
    public String getDescription() {
        return "orders by day";
    }

    @Override
    public Integer getChecksum() {
        return 1;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        try (PreparedStatement orders = connection.prepareStatement("select id, data from booking where id > ? order by id limit " + PAGE);
                PreparedStatement lines = connection.prepareStatement("select data from booking_line where booking_id = ?");
                PreparedStatement fill = connection.prepareStatement("update booking set last_day = coalesce(?, last_day), order_id = ? where id = ?")) {
            String last = "";
            for (String before = null; !last.equals(before); ) {
                before = last;
                last = page(last, orders, lines, fill);
            }
        }
    }

    /** The id of the last order of the page; that of the page before when there is none. */
    private static String page(String after, PreparedStatement orders, PreparedStatement lines, PreparedStatement fill) throws SQLException {
        String last = after;
        orders.setString(1, after);
        try (ResultSet page = orders.executeQuery()) {
            while (page.next()) {
                last = page.getString(1);
                JsonNode order = Json.read(page.getString(2), JsonNode.class);
                fill.setString(1, later(order.path("end").textValue(), lastDay(last, lines)));
                fill.setString(2, order.path("orderId").textValue());
                fill.setString(3, last);
                fill.addBatch();
            }
        }
        fill.executeBatch();
        return last;
    }

    private static String lastDay(String order, PreparedStatement lines) throws SQLException {
        String last = null;
        lines.setString(1, order);
        try (ResultSet line = lines.executeQuery()) {
            while (line.next()) {
                last = later(last, Json.read(line.getString(1), JsonNode.class).path("end").textValue());
            }
        }
        return last;
    }

    /** Of two days as ISO 8601 writes them, either of which may not be there. */
    private static String later(String one, String other) {
        return one == null || other != null && other.compareTo(one) > 0 ? other : one;
    }
}
