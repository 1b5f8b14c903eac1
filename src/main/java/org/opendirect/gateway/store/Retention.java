package org.opendirect.gateway.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.settings.GatewaySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has happened leaves the database once it is old enough: first it is on disk in the archive, then it is deleted, a few rows in one
 * transaction, so that nobody waits for it. The oldest rows alone are looked at. The books, that is campaigns, orders and lines, stay.
 */
public final class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final int BATCH = 200;
    /** in one go, of one table; the others leave the next time */
    private static final int BATCHES = 50;

    private final Store store;
    private final Clock clock;
    private final Path folder;
    private final List<History> all;

    /**
     * A table that only grows.
     *
     * @param key    the columns that tell its rows apart
     * @param oldest selects up to {@link #BATCH} rows that are older than the time {@code :before}, in milliseconds since 1970
     */
    private record History(String table, List<String> key, Duration keep, String oldest) {
    }

    public Retention(Store store, Clock clock, GatewaySettings.Retention settings) {
        this.store = store;
        this.clock = clock;
        this.folder = settings.archive().isBlank() ? null : Path.of(settings.archive());
        String some = " limit " + BATCH;
        all = List.of(
                new History("step", List.of("sequence"), settings.steps(),
                        "select * from (select * from step order by sequence" + some + ") oldest where intent_at < :before"),
                new History("audit", List.of("sequence"), settings.audit(),
                        "select * from (select * from audit order by sequence" + some + ") oldest where at < :before"),
                new History("campaign_event", List.of("campaign_id", "sequence"), settings.events(),
                        "select e.* from campaign_event e join campaign c on c.id = e.campaign_id "
                                + "where e.at < :before and c.updated_at < :before order by e.at" + some),
                new History("negotiation", List.of("id"), settings.negotiations(),
                        "select * from negotiation where updated_at < :before and status <> 'OPEN' order by updated_at" + some),
                new History("plan_file", List.of("name"), settings.planFiles(),
                        "select * from plan_file where updated_at < :before and finished = 1 order by updated_at" + some));
    }

    /** Sums up what the tallies have been told, so that they stay short. Called on a clock. */
    public void sumUp() {
        for (Tally tally : Tally.values()) {
            tally.sumUp(store);
        }
    }

    /** Called on a clock. */
    public void archive() {
        for (History history : all) {
            long before = clock.millis() - history.keep().toMillis();
            int gone = 0;
            try {
                int batch = BATCH;
                for (int i = 0; i < BATCHES && batch > 0; i++) {
                    batch = archive(history, before);
                    gone += batch;
                }
            } catch (IOException e) {
                log.error("Nothing of {} is archived, since {} cannot be written: {}", history.table(), folder, e.toString());
            }
            if (gone > 0) {
                log.info("{} rows of {} that are older than {} have left the database", gone, history.table(), history.keep());
            }
        }
    }

    private int archive(History history, long before) throws IOException {
        List<Map<String, Object>> rows = store.sql().sql(history.oldest()).param("before", before).query().listOfRows();
        if (!rows.isEmpty()) {
            keep(history.table(), rows);
            store.write(() -> delete(history, rows, before));
        }
        return rows.size();
    }

    private void delete(History history, List<Map<String, Object>> rows, long before) {
        if (history.table().equals("audit")) {
            // the database deletes no record that is younger
            store.sql().sql("update audit_kept set since = ? where since < ?").params(before, before).update();
        }
        String one = "delete from " + history.table() + " where " + history.key().stream().map(k -> k + " = ?").collect(Collectors.joining(" and "));
        for (Map<String, Object> row : rows) {
            List<Object> key = history.key().stream().map(row::get).toList();
            store.sql().sql(one).params(key).update();
            if (history.table().equals("negotiation")) {
                store.sql().sql("delete from work where id = ? and kind = 'negotiation' and next_at is null and lease_until = 0").params(key).update();
            }
        }
    }

    /** On disk when this returns. */
    private void keep(String table, List<Map<String, Object>> rows) throws IOException {
        if (folder == null) {
            return;
        }
        Files.createDirectories(folder);
        Path file = folder.resolve(table + "-" + YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)) + ".jsonl");
        String lines = rows.stream().map(row -> Json.text(row) + "\n").collect(Collectors.joining());
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            var buffer = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
    }
}
