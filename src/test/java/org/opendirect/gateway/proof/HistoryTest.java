package org.opendirect.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.booking.Holdings;
import org.opendirect.gateway.campaign.Campaigns;
import org.opendirect.gateway.campaign.PlanFileProcessor;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.opendirect.gateway.store.Retention;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.whole.RunningGateway;
import org.opendirect.gateway.work.Works;

/** A million campaigns and lines that are over lie in the database: what is asked often reads a few rows all the same. Without the whole proof
 * it is a fifth of that, which reading it all would show as well. */
class HistoryTest {

    /** campaigns, and lines */
    private static final int MANY = Proof.whole() ? 1_000_000 : 200_000;
    /** rows that one question may read */
    private static final long FEW = 2_500;
    private static final String READ = "select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) from pg_stat_xact_user_tables "
            + "where relname in ('work', 'campaign', 'campaign_event', 'booking', 'booking_line', 'step', 'negotiation', 'plan_file', 'audit')";

    /** Without a commit between them and without constraints, which the rows keep: it is to be quick. %1$s: the account, %2$s: the status,
     * %3$d: how many. */
    private static final String MILLION = """
            set session_replication_role = replica;
            set synchronous_commit = off;
            set maintenance_work_mem = '256MB';
            insert into work (id, kind, currency, budget, phase)
              select 'old-' || i, 'campaign', 'USD', 1, 'BOOK' from generate_series(1, %3$d / 4) i;
            insert into campaign (id, content_hash, name, status, data, created_at, updated_at)
              select 'old-' || i, 'h', 'n', '%2$s', '{}', i, i from generate_series(1, %3$d) i;
            insert into campaign_tally (status, change) values ('%2$s', %3$d);
            insert into booking (id, work_id, seller, account_id, order_id, last_day, natural_key, status, data, created_at, updated_at)
              select 'old-' || i, 'old-' || i, 'premium-ctv', '%1$s', 'o-' || i, '2020-01-01', 'gw-' || i, 'BOOKED', '{}', i, i
              from generate_series(1, %3$d / 4) i;
            insert into booking_tally (seller, status, change) values ('premium-ctv', 'BOOKED', %3$d / 4);
            insert into booking_line (work_id, id, position, booking_id, natural_key, status, data, updated_at)
              select 'old-' || i / 4, 'l-' || i, 1, 'old-' || i / 4, 'gw-l-' || i, 'BOOKED', '{}', 1 from generate_series(4, %3$d + 3) i;
            insert into audit (at, asked_by, work_id, seller, step, request, request_hash, verdict, epoch)
              select i, 'a', 'old-' || i, 's', 'book', 'r', 'h', 'done', 1 from generate_series(1, 50000) i;
            insert into negotiation (id, line_key, seller, status, data, tier_refused, created_at, updated_at)
              select 'old-' || i, 'k-' || i, 'premium-ctv', 'ERROR', '{}', 1, i, i from generate_series(1, 50000) i;
            insert into negotiation_tally (seller, status, change) values ('premium-ctv', 'ERROR', 50000);
            insert into plan_file (name, content, campaign_id, due, updated_at)
              select 'f-' || i, 'h', 'old-' || i, 0, 1 from generate_series(1, 50000) i;
            analyze""";

    @Test
    void whatIsAskedOftenShouldReadAFewRowsWhenAMillionAreOver(@TempDir Path folder) throws Exception {
        // given
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").setServerConfig("autovacuum", "off")
                .setServerConfig("max_wal_size", "4GB").start();
                SandboxSeller seller = new SandboxSeller("premium-ctv", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
                RunningGateway gateway = RunningGateway.start(folder, Map.of("premium-ctv", seller.baseUrl()),
                        "gateway.store.url=" + server.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", ""), "gateway.store.username=postgres",
                        "gateway.retention.archive=" + folder.resolve("archive"))) {
            var answer = gateway.post("/api/v1/campaigns", """
                    {"id":"now","name":"Now","advertiser":{"id":"adv"},"currency":"USD","budget":1000,"startDate":"2027-03-01",
                     "endDate":"2027-03-31","lines":[{"id":"a","channel":"ctv","impressions":10000,"maxCpm":40}]}""");
            JsonNode campaign = gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
            String status = campaign.path("status").asText();
            String account = gateway.getJson("/api/v1/bookings/" + campaign.at("/lines/0/bookingId").asText()).path("accountId").asText();
            fill(server, account, status);
            var bean = gateway.context();
            Holdings holdings = bean.getBean(Bookings.class).holdings();
            Campaigns campaigns = bean.getBean(Campaigns.class);
            var asked = new LinkedHashMap<String, Callable<?>>();
            asked.put("what is due", () -> bean.getBean(Works.class).due(100));
            asked.put("list", () -> campaigns.list(null, null, 0, 1));
            asked.put("list by status", () -> campaigns.list(status, null, 0, 1));
            asked.put("list by plan", () -> campaigns.list(null, "now", 0, 1));
            for (String of : Arrays.asList(null, "premium-ctv", "another")) {
                for (String state : Arrays.asList(null, "BOOKED", "FAILED")) {
                    asked.put("bookings " + state + " at " + of, () -> bean.getBean(Bookings.class).views().list(state, of, 0, 1));
                }
                for (String state : Arrays.asList(null, "error", "open")) {
                    asked.put("negotiations " + state + " at " + of, () -> bean.getBean(Negotiations.class).views().list(state, of, 0, 1));
                }
            }
            asked.put("accounts", holdings::accounts);
            asked.put("what is held now", () -> holdings.current(new Holdings.Account("premium-ctv", account)));
            asked.put("a line by its key", () -> holdings.byKey("gw-none"));
            asked.put("an order by the seller's id", () -> holdings.ours("premium-ctv", List.of("o-none", "o-no")));
            asked.put("audit of one", () -> bean.getBean(Audit.class).of(campaign.path("id").asText(), 0, 100));
            asked.put("audit", () -> bean.getBean(Audit.class).of(null, 25_000, 100));
            asked.put("refused today", () -> bean.getBean(Negotiations.class).hasRefusedToday("premium-ctv"));
            asked.put("negotiation of a candidate", () -> bean.getBean(Negotiations.class).ofCandidate("k-none"));
            asked.put("plan files", bean.getBean(PlanFileProcessor.class)::ended);

            // when
            var read = new LinkedHashMap<String, Long>();
            for (var question : asked.entrySet()) {
                read.put(question.getKey(), rowsRead(bean.getBean(Store.class), question.getValue()));
            }
            JsonNode list = gateway.getJson("/api/v1/campaigns?status=" + status + "&top=1");
            JsonNode bookings = gateway.getJson("/api/v1/bookings?status=BOOKED&seller=premium-ctv&top=1");
            bean.getBean(Retention.class).sumUp();
            bean.getBean(Retention.class).archive();

            // then
            assertThat(read).allSatisfy((question, rows) -> assertThat(rows).as(question).isLessThan(FEW));
            assertThat(holdings.current(new Holdings.Account("premium-ctv", account)).lines()).hasSize(1);
            assertThat(list.path("total").asLong()).as("what is not counted is known all the same").isEqualTo(MANY + 1);
            assertThat(bookings.path("total").asLong()).isEqualTo(MANY / 4 + 1);
            assertThat(gateway.getJson("/api/v1/bookings?seller=another").path("total").asLong()).isZero();
            assertThat(gateway.getJson("/api/v1/bookings?top=1").path("total").asLong()).as("summed up").isEqualTo(MANY / 4 + 1);
            assertThat(bean.getBean(Store.class).sql().sql("select count(*) from audit").query(Long.class).single())
                    .as("up to ten thousand leave in one go").isBetween(40_000L, 41_000L);
        }
    }

    private static void fill(EmbeddedPostgres server, String account, String status) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            for (String sql : MILLION.formatted(account, status, MANY).split(";")) {
                statement.execute(sql);
            }
        }
    }

    /** Rows that the question reads, by its own transaction's counters. */
    private static long rowsRead(Store store, Callable<?> question) {
        return store.write(() -> {
            long before = store.sql().sql(READ).query(Long.class).single();
            try {
                question.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return store.sql().sql(READ).query(Long.class).single() - before;
        });
    }
}
