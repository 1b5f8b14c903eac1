package org.opendirect.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendirect.gateway.SettableClock;
import org.opendirect.gateway.doctor.Ailing.Ailment;
import org.opendirect.gateway.doctor.Ailing.Asked;
import org.opendirect.gateway.doctor.Ailing.Reply;
import org.opendirect.gateway.problem.ProblemException;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.WireReply;

/** Sellers with one thing wrong: just the check that is about it fails. */
class DoctorFaultsTest {

    private static final String CHEAPEST = "prod_run_of_network";
    private final SettableClock clock = new SettableClock();

    /** What is wrong with a seller that reads. */
    static Stream<Arguments> faults() {
        var asked = new AtomicInteger();
        return Stream.of(
                fault("an API that is elsewhere", "reach.base-url kind.known", (a, well) -> a.what().contains("/.well-known/") ? well.answer()
                        : Reply.of(404, "{}")),
                fault("a redirect", "reach.redirects products.list", on("GET /products", r -> new Reply(302, "", Map.of("Location", "http://example.com/")))),
                fault("a web page", "reach.json products.list", on("GET /products", r -> Reply.of(200, "<html>Welcome</html>"))),
                fault("another version", "card.version", on("/.well-known/agent.json", r -> Reply.of(200, "{\"name\":\"x\",\"openDirectVersion\":\"9.0\"}"))),
                fault("a credential that is refused", "auth.accepted accounts.list", on("GET /accounts", r -> Reply.of(401, "{\"detail\":\"no\"}"))),
                fault("a product that makes no sense", "products.usable", on("GET /products?", r -> r.with("\"basePrice\":9.00", "\"basePrice\":\"call us\"")), on("GET /products",
                        r -> r.with("\"basePrice\":9.00", "\"basePrice\":\"call us\""))),
                fault("no currency", "products.currency", startingWith("GET /products", r -> r.with("\"currency\":\"USD\",", ""))),
                fault("an unknown rate type", "products.rate-type", startingWith("GET /products", r -> r.with("\"CPM\"", "\"per mile\""))),
                fault("another price by itself", "products.same", on("GET /products/" + CHEAPEST, r -> r.with("9.00", "9.50"))),
                fault("any product there is", "products.unknown products.odd-id", (a, well) -> a.what().startsWith("GET /products/no") ? Reply.of(200, "{\"id\":\"x\"}") : well.answer()),
                fault("it fails at an odd id", "products.odd-id errors.of-its-own", startingWith("GET /products/no%20such", r -> Reply.of(500, "{}"))),
                fault("a total that is none", "products.paging.total", on("GET /products", r -> r), paged(r -> r.with("\"products\":", "\"totalCount\":7,\"products\":"))),
                fault("no end", "products.paging.beyond-end", (a, well) -> a.what().matches("GET /products\\?\\$skip=\\d{4,}.*") ? Reply.of(200, one(1)) : well.answer()),
                fault("cut and not paged", "products.paging.whole products.paging.total", (a, well) -> a.what().matches("GET /products(\\?.*)?")
                        ? Reply.of(200, one(1).replace("\"products\":[", "\"totalCount\":30,\"products\":[" + item(2) + ",")) : well.answer()),
                fault("pages that overlap", "products.paging.repeats", (a, well) -> overlapping(a, well)),
                fault("another price in the search", "search.same", on("POST /products/search", r -> r.with("9.00", "9.50"))),
                fault("it fails at a search", "search.served errors.of-its-own", on("POST /products/search", r -> Reply.of(500, "{}"))),
                fault("avails in another currency", "avails.currency", on("POST /products/avails", r -> r.with("\"USD\"", "\"EUR\""))),
                fault("avails at a fancy price", "avails.price", on("POST /products/avails", r -> r.with("\"estimatedCpm\":9.00", "\"estimatedCpm\":1.00"))),
                fault("avails that asking uses up", "avails.repeatable", on("POST /products/avails",
                        r -> Reply.of(r.status(), r.body().replaceAll("\"availableImpressions\":\\d+", "\"availableImpressions\":" + (600_000 - asked.incrementAndGet()))))),
                fault("avails of nothing", "avails.unknown", (a, well) -> a.what().equals("POST /products/avails") && a.body().contains("no-such-product")
                        ? Reply.of(200, "{\"availableImpressions\":5000}") : well.answer()),
                fault("it fails at accounts", "accounts.list errors.of-its-own", on("GET /accounts", r -> Reply.of(503, "{}"))),
                fault("any path is served", "errors.path", on("GET /no-such-path-0", r -> Reply.of(200, "{}"))),
                fault("it fails at half a body", "errors.json errors.of-its-own", (a, well) -> a.body().equals("{\"productId\": ") ? Reply.of(500, "{}") : well.answer()),
                fault("too fast, and no word for how long", "search.served errors.rate-limit", on("POST /products/search", r -> Reply.of(429, "{}"))),
                fault("too fast, and a word that says no time", "search.served errors.rate-limit", on("POST /products/search",
                        r -> new Reply(429, "{}", Map.of("Retry-After", "soon")))));
    }

    private static Arguments fault(String name, String failed, Ailment... ailments) {
        return Arguments.of(name, failed.isEmpty() ? List.of() : List.of(failed.split(" ")), (Ailment) (asked, well) -> {
            Reply reply = null;
            for (Ailment ailment : ailments) {
                Reply before = reply;
                reply = ailment.answer(asked, before == null ? well : () -> before);
            }
            return reply;
        });
    }

    private interface Change {
        Reply of(Reply well);
    }

    private static Ailment on(String what, Change change) {
        return (asked, well) -> asked.what().replaceAll("\\?.*", "").endsWith(what) ? change.of(well.answer()) : well.answer();
    }

    private static Ailment startingWith(String what, Change change) {
        return (asked, well) -> asked.what().startsWith(what) ? change.of(well.answer()) : well.answer();
    }

    private static Ailment paged(Change change) {
        return (asked, well) -> asked.what().startsWith("GET /products?") ? change.of(well.answer()) : well.answer();
    }

    /** One that the sandbox seller knows by itself. */
    private static String item(int n) {
        return "{\"id\":\"magic-p" + n + "\",\"name\":\"P\",\"currency\":\"USD\",\"basePrice\":10.00,\"rateType\":\"CPM\"}";
    }

    private static String one(int n) {
        return "{\"products\":[" + item(n) + "]}";
    }

    /** 60 products, of which each page but the first begins with the last one of the page before. */
    private static Reply overlapping(Asked asked, Ailing.Well well) throws IOException, InterruptedException {
        if (!asked.what().matches("GET /products(\\?.*)?")) {
            return well.answer();
        }
        int skip = number(asked.what(), "skip", 0);
        int top = number(asked.what(), "top", 50);
        int first = skip == 0 || top == 1 ? skip : skip - 1;
        String items = Stream.iterate(first + 1, n -> n + 1).limit(top).filter(n -> n <= 60).map(DoctorFaultsTest::item).reduce((a, b) -> a + "," + b).orElse("");
        return Reply.of(200, "{\"products\":[" + items + "]}");
    }

    private static int number(String what, String name, int otherwise) {
        return what.contains("$" + name + "=") ? Integer.parseInt(what.replaceAll(".*\\$" + name + "=(\\d+).*", "$1")) : otherwise;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void justTheCheckThatIsAboutAFaultFails(String name, List<String> failed, Ailment ailment) throws IOException {
        try (var well = Practice.sandbox("budget-network", SandboxDialect.SEED, clock); var seller = new Ailing(well, ailment);
             var practice = Practice.of(seller.baseUrl(), clock)) {
            Report report = practice.examine(Errand.READING);

            assertThat(Practice.failed(report)).containsExactlyInAnyOrderElementsOf(failed);
        }
    }

    /** What is wrong with a seller that books. */
    static Stream<Arguments> bookingFaults() {
        return Stream.of(
                fault("an order that is not found again", "book.order.found", (a, well) -> a.what().matches("GET /accounts/[^/]+/orders(\\?.*)?") ? Reply.of(200, "{\"orders\":[]}") : well.answer()),
                fault("a line without its key", "book.line.key", (a, well) -> a.what().matches("GET .*/lines(\\?.*)?") ? new Reply(200,
                        well.answer().body().replaceAll("doctor-key\\d+", "x"), Map.of()) : well.answer()),
                fault("another rate than was asked for", "book.line.terms", (a, well) -> a.what().contains("/lines") ? well.answer().with("\"rate\":9", "\"rate\":10") : well.answer()),
                fault("a rate that a binary float has rounded", "", (a, well) -> a.what().contains("/lines") ? well.answer().with("\"rate\":9", "\"rate\":9.000001") : well.answer()),
                fault("a product in capitals", "", (a, well) -> a.what().contains("/lines") ? well.answer().with(CHEAPEST, CHEAPEST.toUpperCase(Locale.ROOT)) : well.answer()),
                fault("a line of another order", "book.line.terms", (a, well) -> {
                    Reply reply = well.answer();
                    return !a.what().contains("/lines") ? reply
                            : new Reply(reply.status(), reply.body().replaceAll("\"orderId\":\"[^\"]*\"", "\"orderId\":\"another\""), Map.of());
                }),
                fault("a line that is held twice", "book.once", (a, well) -> {
                    Reply reply = well.answer();
                    boolean live = a.what().matches("GET .*/lines(\\?.*)?") && reply.body().contains("\"Booked\"");
                    return live ? Reply.of(200, reply.body().replaceAll("\\{\"lines\":\\[(.*)]}", "{\"lines\":[$1,$1]}").replaceFirst("line_", "other_")) : reply;
                }),
                fault("lines that are taken off the list once they are cancelled", "", (a, well) -> {
                    Reply reply = well.answer();
                    boolean cancelled = a.what().startsWith("GET ") && reply.body().contains("\"Canceled\"");
                    return !cancelled ? reply : a.what().matches("GET .*/lines(\\?.*)?") ? Reply.of(200, "{\"lines\":[]}") : Reply.of(404, "{}");
                }),
                fault("a book that was not", "book.read-back book.booked.terms", new Lying()));
    }

    /** Says that it has booked, and shows a line at another price, only reserved, when it is read. */
    private static final class Lying implements Ailment {
        private boolean booked;

        @Override
        public Reply answer(Asked asked, Ailing.Well well) throws IOException, InterruptedException {
            Reply reply = well.answer();
            boolean read = booked && asked.what().matches("GET .*/lines/[^/]+");
            booked = (booked || asked.what().endsWith("action=book")) && !asked.what().endsWith("action=cancel");
            return read ? reply.with("\"Booked\"", "\"Reserved\"").with("\"rate\":9", "\"rate\":10") : reply;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bookingFaults")
    void aSellerThatBooksWrongIsFoundOutAndNothingIsLeft(String name, List<String> failed, Ailment ailment) throws IOException {
        try (var well = Practice.sandbox("budget-network", SandboxDialect.SEED, clock); var seller = new Ailing(well, ailment);
             var practice = Practice.of(seller.baseUrl(), clock)) {
            Report report = practice.examine(Practice.BOOKING);

            assertThat(Practice.failed(report)).containsExactlyInAnyOrderElementsOf(failed);
            assertThat(Practice.states(well)).isNotEmpty().allMatch(s -> List.of("Canceled", "Draft").contains(s));
        }
    }

    /** Refuses a line until its order has been read twice, and names the order's state as it likes. */
    private static final class Approving implements Ailment {
        private final String before;
        private final String after;
        private int reads;

        Approving(String before, String after) {
            this.before = before;
            this.after = after;
        }

        @Override
        public Reply answer(Asked asked, Ailing.Well well) throws IOException, InterruptedException {
            boolean order = asked.what().matches("(GET|POST) /accounts/[^/]+/orders(/[^/?]+)?(\\?.*)?");
            reads += asked.what().matches("GET /accounts/[^/]+/orders/order[^/]+") ? 1 : 0;
            if (asked.what().startsWith("POST") && asked.what().endsWith("/lines") && reads < 2) {
                return Reply.of(422, "{\"detail\":\"not yet\"}");
            }
            Reply reply = well.answer();
            return order ? new Reply(reply.status(), reply.body().replaceAll("\"orderStatus\":\"[^\"]*\"", "\"orderStatus\":\""
                    + (reads < 2 ? before : after) + "\""), Map.of()) : reply;
        }
    }

    @ParameterizedTest
    @MethodSource("org.opendirect.gateway.SellerWords#approved")
    void lineShouldBeBookedWhenTheOrderIsApprovedInAnyWord(String word) throws IOException {
        assertThat(failedBooking(approving("PENDING", word))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.opendirect.gateway.SellerWords#pending")
    void lineShouldBeBookedWhenTheOrderWasPendingInAnyWord(String word) throws IOException {
        assertThat(failedBooking(approving(word, "APPROVED"))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.opendirect.gateway.SellerWords#rejected")
    void orderShouldFailWhenItIsRejectedInAnyWord(String word) throws IOException {
        assertThat(failedBooking(approving(word, word))).containsExactly("book.order.approved");
    }

    @Test
    void formShouldBeFoundAnewWhenTheSellerContradictsWhatWasLearned() throws IOException {
        // given
        Ailment otherForm = (asked, well) -> asked.what().startsWith("PATCH ") && !asked.what().contains("action=")
                ? Reply.of(400, "{\"detail\":\"unknown action\"}") : well.answer();
        try (var well = Practice.sandbox("budget-network", SandboxDialect.SEED, clock); var seller = new Ailing(well, otherForm);
             var practice = Practice.of(seller.baseUrl(), clock)) {
            practice.seller().learn(Choice.ACTION_FORM, "{action}", "a line has moved so before");

            // when
            Report report = practice.examine(Practice.BOOKING);

            // then
            assertThat(failedBooking(report)).isEmpty();
            assertThat(practice.seller().profile().get(Choice.ACTION_FORM)).isEqualTo("action={action}");
        }
    }

    private static List<String> failedBooking(Report report) {
        return Practice.failed(report).stream().filter(check -> check.startsWith("book.")).toList();
    }

    private Report approving(String before, String after) throws IOException {
        try (var well = Practice.sandbox("budget-network", SandboxDialect.SEED, clock); var seller = new Ailing(well, new Approving(before, after));
             var practice = Practice.of(seller.baseUrl(), clock)) {
            return practice.examine(Practice.BOOKING);
        }
    }

    @Test
    void aSellerThatDoesNotSayWhichThingIsMissingCannotTellALostQuoteFromAnExpiredOne() throws IOException {
        try (var well = Practice.sandbox("budget-network", SandboxDialect.IAB_AGENT, clock);
             var seller = new Ailing(well, startingWith("GET /api/v1/quotes/no-such", r -> Reply.of(404, "{\"detail\":\"Not Found\"}")));
             var practice = Practice.of(seller.baseUrl(), clock)) {
            assertThat(Practice.failed(practice.examine(Errand.READING))).containsExactly("deals.unknown-quote");
        }
    }

    @Test
    void aSellerThatStopsAnsweringIsNotAskedForEver() {
        var calls = new AtomicInteger();
        try (var well = Practice.sandbox("budget-network", SandboxDialect.SEED, clock);
             var practice = new Practice(Practice.settings(well.baseUrl(), Map.of()), clock, System::nanoTime, wire -> request -> calls.incrementAndGet() <= 5 ? wire.call(request)
                     : new WireReply(WireReply.Failure.TIMEOUT, 0, new byte[0], "", "", "no answer", 5000))) {
            Report report = practice.examine(Errand.READING);

            assertThat(calls).hasValue(8);
            assertThat(report.finding("errors.path").orElseThrow()).satisfies(f -> {
                assertThat(f.result()).isEqualTo(Result.NOT_OFFERED);
                assertThat(f.detail()).contains("stopped answering");
            });
            assertThat(Practice.failed(report)).contains("reach.in-time");
        }
    }

    @Test
    void whenTheTimeIsUpTheRestIsNotLookedAt() {
        try (var well = Practice.sandbox("budget-network", SandboxDialect.SEED, clock);
             var practice = new Practice(Practice.settings(well.baseUrl(), Map.of("gateway.doctor.deadline", "1ns")), clock, System::nanoTime, wire -> wire)) {
            Report report = practice.examine(Practice.BOOKING);

            assertThat(Practice.failed(report)).containsExactly("reach.answers");
            assertThat(report.findings()).filteredOn(f -> f.result() == Result.NOT_OFFERED).hasSize(Check.values().length - 1).allMatch(f -> f.detail().equals("no time left"));
        }
    }

    @Test
    void onlyOneWalkGoesThroughASellerAtATime() {
        var self = new AtomicReference<Practice>();
        var refusals = new AtomicInteger();
        try (var well = Practice.sandbox("budget-network", SandboxDialect.SEED, clock);
             var practice = new Practice(Practice.settings(well.baseUrl(), Map.of()), clock, System::nanoTime, wire -> request -> {
                 assertThatThrownBy(() -> self.get().examine(Errand.READING)).isInstanceOfSatisfying(ProblemException.class, e -> {
                     assertThat(e.problem().status()).isEqualTo(409);
                     assertThat(e.problem().code()).isEqualTo("doctor_running");
                 });
                 refusals.incrementAndGet();
                 return wire.call(request);
             })) {
            self.set(practice);

            assertThat(practice.examine(Errand.READING).healthy()).isTrue();
            assertThat(refusals.get()).isPositive();
        }
    }
}
