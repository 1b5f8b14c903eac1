package org.opendirect.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.SettableClock;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.WireReply;

/** A walk that books: through a sandbox seller of every dialect, and through the faults of the magic products. */
class DoctorBookingTest {

    private final SettableClock clock = new SettableClock();

    @ParameterizedTest
    @CsvSource({
        "SEED,           PATCH, action={action}, APPROVED", "SPEC,   PATCH, {action},        APPROVED", "PUT,  PUT,   {action},        APPROVED",
        "RELEASE,        PATCH, action={action}, APPROVED", "PASCAL, PATCH, {action},        APPROVED", "MOCK, PATCH, action={action}, PENDING",
        "IAB_AGENT,      '',    '',              ''", "IAB_AGENT_SEED, '', '', ''"})
    void aLineIsBookedAtASellerOfEveryDialectAndGivenBack(SandboxDialect dialect, String verb, String form, String order) {
        try (var seller = Practice.sandbox("premium-news", dialect, clock); var practice = Practice.of(seller.baseUrl(), clock)) {
            Report report = practice.examine(Practice.BOOKING);

            assertThat(Practice.failed(report)).isEmpty();
            assertThat(report.findings()).hasSize(Check.values().length);
            assertThat(List.of("book.line", "book.line.terms", "book.reserve", "book.book", "book.read-back", "book.booked.terms", "book.stats", "book.cancel",
                    "book.free", "book.nothing-left")).allSatisfy(id -> assertThat(report.finding(id).orElseThrow().result()).as(id).isEqualTo(Result.PASSED));
            assertThat(learned(practice, Choice.UPDATE_VERB)).isEqualTo(verb);
            assertThat(learned(practice, Choice.ACTION_FORM)).isEqualTo(form);
            assertThat(report.finding("book.order.approved").orElseThrow().detail()).isEqualTo(order.isEmpty() ? "this kind of seller has no orders" : order);
            assertThat(Practice.states(seller)).singleElement().asString().isIn("Canceled", "Cancelled");
        }
    }

    private static String learned(Practice practice, Choice choice) {
        return practice.seller().profile().chosen(choice).map(Profile.Chosen::value).orElse("");
    }

    /** What fails, and in which state the line is in the end. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "magic-reserve-pending   |                                       |Canceled",
        "magic-book-pending      |                                       |Canceled",
        "magic-reserve-declined  |book.reserve                           |Declined",
        "magic-reserve-price     |book.reserve.terms                     |Canceled",
        "magic-reserve-short-hold|book.reserve.expiry                    |Canceled",
        "magic-book-price        |book.booked.terms                      |Canceled",
        "magic-line-lost         |reach.in-time book.line                |Canceled",
        "magic-book-lost         |reach.in-time                          |Canceled",
        "magic-cancel-error      |errors.of-its-own book.cancel book.free|Canceled",
        "magic-cancel-declined   |book.cancel book.free book.nothing-left|Booked"})
    void aFaultIsSaidAndWhatWasMadeIsGivenBackAllTheSame(String product, String failed, String state) {
        try (var seller = Practice.sandbox("budget-network", SandboxDialect.SEED, clock); var practice = Practice.of(seller.baseUrl(), clock)) {
            Report report = practice.examine(new Errand(true, product, ""));

            assertThat(Practice.failed(report)).containsExactlyElementsOf(failed == null ? List.of() : List.of(failed.split(" ")));
            assertThat(Practice.states(seller)).isEqualTo(List.of(state));
        }
    }

    /** The deal was made, its answer lost, and by the time of the next look the quote is over. */
    @Test
    void aQuoteThatIsOverIsNoProofThatThereIsNoDeal() {
        try (var seller = Practice.sandbox("budget-network", SandboxDialect.IAB_AGENT, clock);
             var practice = new Practice(Practice.settings(seller.baseUrl(), Map.of()), clock, System::nanoTime, wire -> request -> {
                 var reply = wire.call(request);
                 if (request.wire().path().equals("/api/v1/deals")) {
                     clock.forward(Duration.ofHours(1));
                 }
                 return reply;
             })) {
            Report report = practice.examine(new Errand(true, "magic-book-lost", ""));

            assertThat(Practice.states(seller)).isEqualTo(List.of("Booked"));
            assertThat(report.finding("book.nothing-left").orElseThrow()).satisfies(f -> {
                assertThat(f.result()).isEqualTo(Result.FAILED);
                assertThat(f.detail()).contains("CANCEL BY HAND", "qt-");
            });
        }
    }

    /** What a read does not show yet is not said in another way. */
    @Test
    void aSellerWhoseReadsAreBehindIsNotMisunderstood() {
        var reserves = new AtomicLong();
        try (var seller = Practice.sandbox("budget-network", SandboxDialect.SEED, clock);
             var practice = new Practice(Practice.settings(seller.baseUrl(), Map.of()), clock, System::nanoTime, behind(reserves))) {
            Report report = practice.examine(Practice.BOOKING);

            assertThat(Practice.failed(report)).isEmpty();
            assertThat(reserves).hasValue(1);
            assertThat(learned(practice, Choice.ACTION_FORM)).isEqualTo("action={action}");
        }
    }

    /** For two seconds after a reserve everything about the line still says Draft. */
    private UnaryOperator<Outbound> behind(AtomicLong reserves) {
        var until = new AtomicReference<>(Instant.MIN);
        return wire -> request -> {
            var reply = wire.call(request);
            if (request.wire().method().equals("PATCH") && request.wire().query().contains("reserve")) {
                reserves.incrementAndGet();
                until.set(clock.instant().plusSeconds(2));
            }
            byte[] body = new String(reply.body(), StandardCharsets.UTF_8).replace("\"Reserved\"", "\"Draft\"").getBytes(StandardCharsets.UTF_8);
            return clock.instant().isBefore(until.get())
                    ? new WireReply(reply.failure(), reply.status(), body, reply.location(), reply.retryAfter(), reply.detail(), reply.elapsedMs()) : reply;
        };
    }

    @Test
    void whatCouldNotBeGivenBackIsNamed() {
        try (var seller = Practice.sandbox("budget-network", SandboxDialect.SEED, clock); var practice = Practice.of(seller.baseUrl(), clock)) {
            Report report = practice.examine(new Errand(true, "magic-cancel-declined", ""));

            assertThat(report.finding("book.nothing-left").orElseThrow().detail()).startsWith("LOOK AT THE SELLER AND CANCEL BY HAND")
                    .contains("line_", "order_", "acct_");
            assertThat(report.healthy()).isFalse();
        }
    }

    /** The time is up when a step has been answered: nothing more is asked but what gives the line back. */
    @ParameterizedTest
    @ValueSource(strings = {"action=reserve", "action=book"})
    void whatIsHeldWhenTheTimeIsUpIsGivenBack(String last) {
        var late = new AtomicLong();
        try (var seller = Practice.sandbox("budget-network", SandboxDialect.SEED, clock);
             var practice = new Practice(Practice.settings(seller.baseUrl(), Map.of()), clock, () -> System.nanoTime() + late.get(), wire -> request -> {
                 var reply = wire.call(request);
                 if (request.wire().query().equals(last)) {
                     late.set(Duration.ofMinutes(2).toNanos());
                 }
                 return reply;
             })) {
            Report report = practice.examine(Practice.BOOKING);

            assertThat(report.finding("book.free").orElseThrow().detail()).isEqualTo("no time left");
            assertThat(report.finding("book.nothing-left").orElseThrow().detail()).contains("was cancelled at the end");
            assertThat(Practice.states(seller)).isEqualTo(List.of("Canceled"));
        }
    }

    @Test
    void aProductThatIsAskedForAndNotThereIsNotReplacedByAnother() {
        try (var seller = Practice.sandbox("budget-network", SandboxDialect.SPEC, clock); var practice = Practice.of(seller.baseUrl(), clock)) {
            Report report = practice.examine(new Errand(true, "prod_that_is_not_there", ""));

            assertThat(report.finding("book.product").orElseThrow().result()).isEqualTo(Result.FAILED);
            assertThat(seller.ledger().get("orders")).isEqualTo(List.of());
        }
    }
}
