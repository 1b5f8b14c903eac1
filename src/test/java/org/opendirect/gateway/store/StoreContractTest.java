package org.opendirect.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.SettableClock;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.json.StoredObject;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.SettingsException;
import org.opendirect.gateway.settings.TestSettings;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.LostClaimException;
import org.opendirect.gateway.work.Phase;
import org.opendirect.gateway.work.Works;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the gateway asks of its database, the same on each. */
abstract class StoreContractTest {

    final SettableClock clock = new SettableClock();
    private final GatewaySettings settings = TestSettings.defaults();
    private final List<String> rung = new ArrayList<>();
    OpenStore open;
    Store store;

    /** Those of the test's own database. */
    abstract Map<String, String> settings();

    /** Those of another database, in which nothing is. */
    abstract Map<String, String> empty() throws Exception;

    final void open() {
        open = OpenStore.at(settings());
        store = open.store();
    }

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void aTransactionIsAllOrNothingAndTellsAfterItsCommitOnly() {
        Works works = works();
        assertThatThrownBy(() -> store.write(() -> {
            works.create("w", Claim.CAMPAIGN, usd(10), false, "test");
            works.wake("w");
            throw new IllegalStateException("half way");
        })).hasMessage("half way");
        assertThat(works.due(10)).isEmpty();
        assertThat(rung).isEmpty();

        store.write(() -> {
            works.create("w", Claim.CAMPAIGN, usd(10), true, "test");
            works.wake("w");
            assertThat(rung).isEmpty();
        });
        assertThat(rung).containsExactly("w");
        assertThat(works.terms("w")).isEqualTo(new Works.Terms(usd(10), true, Phase.RESERVE, false));
    }

    /** A row as this version knows it. */
    private static final class Kept extends StoredObject {
        public String word;
    }

    @Test
    void rowShouldKeepItsObjectAndColumnsWhenItIsWrittenAgain() {
        // given
        var read = new ArrayList<String>();
        var rows = new JsonRows<>(store, clock, "negotiation", Kept.class, row -> read.add(row.word));
        store.write(() -> rows.insert(Json.read("{\"word\":\"one\",\"later\":7}", Kept.class), "id, seller, status, line_key, created_at", "n1", "s", "OPEN", null, 5L));

        // when
        store.write(() -> {
            Kept row = rows.getForUpdate("n1");
            row.word = "two";
            rows.update(row, "status = ? where id = ?", "ACCEPTED", "n1");
        });

        // then
        assertThat(rows.list("status = ? and line_key is null order by id", "ACCEPTED")).singleElement().extracting(Json::text)
                .isEqualTo("{\"word\":\"two\",\"later\":7}");
        assertThat(read).containsExactly("one", "two");
        assertThat(store.sql().sql("select updated_at from negotiation where id = 'n1'").query(Long.class).single()).isEqualTo(clock.millis());
        assertThatThrownBy(() -> rows.get("n2")).hasMessageContaining("n2");
    }

    @Test
    void onlyOneOfManyClaimsAndItsEpochFencesTheOthers() throws Exception {
        // given
        Works first = works();
        Works second = works();
        due(first, "w");

        // when
        var pool = Executors.newFixedThreadPool(8);
        var claims = new ArrayList<Claim>();
        try {
            List<Callable<Optional<Claim>>> tries = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Works w = i % 2 == 0 ? first : second;
                tries.add(() -> w.claim("w"));
            }
            for (Future<Optional<Claim>> f : pool.invokeAll(tries)) {
                f.get().ifPresent(claims::add);
            }
        } finally {
            pool.shutdownNow();
        }

        // then
        assertThat(claims).hasSize(1);
    }

    @Test
    void afterTheLeaseAnotherTakesOverAndTheOldOwnerWritesNothingMore() {
        Works dead = works();
        Works heir = works();
        due(dead, "w");
        Claim old = dead.claim("w").orElseThrow();
        assertThat(heir.claim("w")).isEmpty();

        pass(settings.booking().lease().plusMillis(1));
        Claim taken = heir.claim("w").orElseThrow();

        assertThat(taken.epoch()).isGreaterThan(old.epoch());
        assertThatThrownBy(() -> store.write(() -> dead.fence(old))).isInstanceOf(LostClaimException.class);
        store.write(() -> heir.fence(taken));
        dead.release(old, clock.instant());
        store.write(() -> heir.fence(taken));
    }

    @Test
    void aRenewedLeaseOutlivesItsTerm() {
        Works works = works();
        due(works, "w");
        works.claim("w").orElseThrow();
        pass(settings.booking().lease().dividedBy(2));
        works.renew();
        pass(settings.booking().lease().dividedBy(2).plusMillis(1));

        assertThat(works().claim("w")).isEmpty();
    }

    @Test
    void aCallMayRunUntilTheLeaseEndsAndNotAtAllUnderALostClaim() {
        Works works = works();
        due(works, "w");
        long before = System.nanoTime();
        Claim claim = works.claim("w").orElseThrow();
        long end = works.leaseEnds(claim);
        assertThat(end - before).isBetween(0L, settings.booking().lease().plusSeconds(5).toNanos());
        works.renew();
        assertThat(works.leaseEnds(claim) - end).as("a renewed lease ends later").isPositive();

        var request = new SellerRequest("one", WireRequest.get("/x", ""), end + 1);
        assertThat(request.notAfter(end).deadline()).isEqualTo(end);
        assertThat(request.notAfter(end + 2).deadline()).isEqualTo(end + 1);

        works.release(claim, null);
        assertThat(works.leaseEnds(claim) - System.nanoTime()).as("nothing may leave any more").isNotPositive();
    }

    @Test
    void renewingShouldLeaveAReleasedClaimFreeWhenItWasJustGivenBack() {
        // given
        Works works = works();
        due(works, "w");
        due(works, "other");
        Claim claim = works.claim("w").orElseThrow();
        works.claim("other").orElseThrow();
        store.write(() -> store.sql().sql("update work set lease_until = 0 where id = 'w'").update());

        // when
        works.renew();

        // then
        assertThat(works().claim("w")).as("whoever is next need not wait for a lease that nobody uses").map(Claim::epoch)
                .contains(claim.epoch() + 1);
        assertThat(works().claim("other")).isEmpty();
    }

    @Test
    void whatIsWokenWhileItIsWorkedOnIsLookedAtAgain() {
        Works works = works();
        due(works, "w");
        Claim claim = works.claim("w").orElseThrow();
        store.write(() -> works.cancel("w", "test"));
        works.release(claim, null);

        assertThat(works.claim("w")).isPresent();
        assertThat(works.terms("w").phase()).isEqualTo(Phase.RELEASE);
    }

    @Test
    void workThatHasNothingToDoIsNotDueUntilItsTime() {
        Works works = works();
        due(works, "w");
        works.release(works.claim("w").orElseThrow(), clock.instant().plusSeconds(60));
        assertThat(works.due(10)).isEmpty();

        clock.forward(Duration.ofSeconds(61));

        assertThat(works.due(10)).containsExactly("w");
        works.release(works.claim("w").orElseThrow(), null);
        clock.forward(Duration.ofDays(1));
        assertThat(works.due(10)).isEmpty();
    }

    @Test
    void startingShouldBeRefusedWhenALaterVersionHasChangedTheTables() {
        // given
        store.write(() -> store.sql().sql("insert into flyway_schema_history select 900, '900', 'later', type, 'V900__later.sql', 1, installed_by, "
                + "installed_on, 1, success from flyway_schema_history where version = '1'").update());
        open.close();

        // when
        Throwable refused = NestedExceptionUtils.getMostSpecificCause(catchThrowable(() -> OpenStore.at(settings())));

        // then
        assertThat(refused).isInstanceOf(SettingsException.class).hasMessageContaining("to version 900").hasMessageNotContaining("\n");
    }

    /** Rows as the version before the migrations wrote them, with what a caller's text may have in it. */
    @Test
    void migratingShouldFillTheNewColumnsWhenThereAreRowsOfVersionFour() throws Exception {
        // given
        Map<String, String> old = empty();
        OpenStore.migrate(old, "4");
        JdbcClient before = JdbcClient.create(new DriverManagerDataSource(old.get("gateway.store.url"), old.get("gateway.store.username"), ""));
        oldRows(before);

        // when
        try (OpenStore migrated = OpenStore.at(old)) {
            JdbcClient sql = migrated.store().sql();
            // then
            assertThat(sql.sql("select id || ' ' || last_day || ' ' || coalesce(order_id, '-') || ' ' || coalesce(seller_order_id, '-') from booking "
                    + "order by id").query(String.class).list()).containsExactly("b1 2027-04-15 ord-1 ord-1", "b2 2027-02-28 ord-1 -",
                    "b3 2027-01-31 ord-3 -", "b4 2027-05-31 - -");
            assertThat(sql.sql("select id || ' ' || coalesce(seller, '-') || ' ' || coalesce(seller_line_id, '-') from booking_line order by id")
                    .query(String.class).list()).containsExactly("ended - -", "living news l-1", "planned - -", "renewed news l-2", "twin - -");
            assertThat(sql.sql("select id || ' ' || status from booking order by id").query(String.class).list())
                    .containsExactly("b1 BOOKING", "b2 BOOKED", "b3 FAILED", "b4 BOOKING");
            assertThat(sql.sql("select plan_id from campaign").query(String.class).single()).isEqualTo("mine");
            assertThat(sql.sql("select data from booking where id = 'b1'").query(String.class).single()).as("the rows themselves stay as they are")
                    .contains("Acme \\u0000 \\ud83d\\ude00 ☃");
        }
    }

    private static void oldRows(JdbcClient sql) {
        oldOrder(sql, "b1", "OPEN", "ord-1", "2027-03-31");
        oldLine(sql, "b1", "living", "BOOKED", "l-1", "2027-04-15");
        oldLine(sql, "b1", "ended", "CANCELLED", "l-2", "2027-03-01");
        oldLine(sql, "b1", "renewed", "RESERVED", "l-2", "2027-03-01");
        oldOrder(sql, "b2", "OPEN", "ord-1", "2027-02-28");
        oldLine(sql, "b2", "twin", "BOOKED", "l-1", "2027-02-01");
        oldOrder(sql, "b3", "FAILED", "ord-3", "2027-01-31");
        oldOrder(sql, "b4", "NEW", null, "2027-05-31");
        oldLine(sql, "b4", "planned", "PLANNED", null, "2027-05-31");
        sql.sql("insert into campaign (id, identity, content_hash, name, status, data, created_at, updated_at) values ('c', 'id:mine', 'h', 'n', "
                + "'BOOKED', ?, 1, 1)").param("{\"id\":\"c\",\"source\":\"a\\u0000b\"}").update();
    }

    private static void oldOrder(JdbcClient sql, String id, String state, String orderId, String end) {
        sql.sql("insert into work (id, kind, currency, budget, phase, asked_by) values (?, 'booking', 'USD', 1000000, 'BOOK', 'test')").param(id).update();
        sql.sql("insert into booking (id, work_id, seller, account_id, natural_key, data, created_at, updated_at) values (?, ?, 'news', 'acct', ?, ?, 1, 1)")
                .params(id, id, "key-" + id, """
                        {"id":"%s","seller":"news","key":"key-%s","state":"%s","orderId":%s,"end":"%s","name":"Acme \\u0000 \\ud83d\\ude00 ☃"}"""
                        .formatted(id, id, state, orderId == null ? "null" : '"' + orderId + '"', end)).update();
    }

    private static void oldLine(JdbcClient sql, String booking, String id, String status, String sellerLineId, String end) {
        sql.sql("insert into booking_line (work_id, id, position, booking_id, status, data, updated_at) values (?, ?, 1, ?, ?, ?, 1)")
                .params(booking, id, booking, status, """
                        {"id":"%s","seller":"news","rateType":"CPM","sellerLineId":%s,"end":"%s","reasons":["no \\u0000 and no \\udc00"]}"""
                        .formatted(id, sellerLineId == null ? "null" : '"' + sellerLineId + '"', end)).update();
    }

    @Test
    void archivingShouldDeleteOnlyWhatIsOlderThanItsSettingAndStandsInTheArchive(@TempDir Path archive) throws IOException {
        // given
        long old = clock.millis() - Duration.ofDays(500).toMillis();
        store.write(() -> {
            for (long at : List.of(old, clock.millis())) {
                store.sql().sql("insert into step (work_id, booking_id, step, attempt, natural_key, request_hash, epoch, intent_at) "
                        + "values ('w', 'b', 'book', 1, 'k', 'h', 1, ?)").param(at).update();
                store.sql().sql("insert into audit (at, asked_by, seller, step, request, request_hash, verdict, epoch) "
                        + "values (?, 'me', 's', 'book', 'PATCH /', 'h', 'done', 1)").param(at).update();
                store.sql().sql("insert into negotiation (id, status, data, created_at, updated_at) values (?, 'ACCEPTED', '{}', 1, ?)")
                        .params("neg-" + at, at).update();
            }
            store.sql().sql("insert into negotiation (id, status, data, created_at, updated_at) values ('neg-open', 'OPEN', '{}', 1, ?)")
                    .param(old).update();
        });
        var retention = new Retention(store, clock, TestSettings.with(Map.of("gateway.retention.archive", archive.toString(),
                "gateway.retention.audit", "450d")).retention());

        // when
        retention.archive();

        // then
        assertThat(Files.readAllLines(archive.resolve("step-2027-01.jsonl"))).singleElement().asString().contains("\"intent_at\":" + old);
        assertThat(Files.readAllLines(archive.resolve("audit-2027-01.jsonl"))).singleElement().asString().contains("\"asked_by\":\"me\"");
        assertThat(Files.readAllLines(archive.resolve("negotiation-2027-01.jsonl"))).hasSize(1);
        assertThat(store.sql().sql("select id from negotiation").query(String.class).list())
                .containsExactlyInAnyOrder("neg-" + clock.millis(), "neg-open");
        assertThat(store.sql().sql("select count(*) from step").query(Long.class).single()).isEqualTo(1);
        assertThat(store.sql().sql("select at from audit").query(Long.class).list()).containsExactly(clock.millis());
        assertThatThrownBy(() -> store.write(() -> store.sql().sql("delete from audit").update()))
                .as("what is to be kept nobody deletes").hasStackTraceContaining("the audit is append-only");
    }

    @Test
    void concurrentWritersLoseNothing() throws Exception {
        due(works(), "w");
        var pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Object>> writers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                writers.add(() -> store.write(() -> store.sql().sql("update work set wakes = wakes + 1 where id = 'w'").update()));
            }
            for (Future<Object> f : pool.invokeAll(writers)) {
                f.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(store.sql().sql("select wakes from work where id = 'w'").query(Long.class).single()).isEqualTo(41);
    }

    final Works works() {
        return new Works(store, clock, settings, rung::add);
    }

    /** Leases go by the database's clock where several gateways share it, and that one stands still for nobody. */
    private void pass(Duration time) {
        clock.forward(time);
        if (store.shared()) {
            store.write(() -> store.sql().sql("update work set lease_until = lease_until - ?").param(time.toMillis()).update());
        }
    }

    final void due(Works works, String id) {
        store.write(() -> {
            works.create(id, Claim.BOOKING, usd(10), false, "test");
            works.wake(id);
        });
    }

    private static Money usd(long units) {
        return new Money(units * 1_000_000, "USD");
    }

    static Map<String, String> at(String url, String username) {
        return Map.of("gateway.store.url", url, "gateway.store.username", username, "gateway.store.idle-in-transaction", "1s");
    }

    /** Opens nothing that is not there. */
    static Path file(Path folder) throws IOException {
        return folder.resolve(UUID.randomUUID() + ".db");
    }
}
