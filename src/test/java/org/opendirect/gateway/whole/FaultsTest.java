package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.TakenLog;
import org.opendirect.gateway.booking.LineStepExecutor;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Every fault that the sandbox can make at every step; what counts in the end is the seller's own ledger. */
@ExtendWith(OutputCaptureExtension.class)
class FaultsTest {

    private static SandboxSeller seller;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        seller = new SandboxSeller("premium-news", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
        gateway = RunningGateway.start(folder, Map.of("premium-news", seller.baseUrl()), "gateway.sellers[0].timeout=700ms",
                "gateway.ceilings[0].advertiser=adv-ceiling", "gateway.ceilings[0].currency=USD", "gateway.ceilings[0].amount=250", "gateway.ceilings[1].advertiser=adv-whole",
                "gateway.ceilings[1].currency=USD", "gateway.ceilings[1].amount=250", "logging.level.org.opendirect=INFO");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        seller.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"magic-line-lost", "magic-line-dropped", "magic-line-timeout", "magic-line-error-after", "magic-line-error", "magic-line-unavailable",
        "magic-line-garbage", "magic-reserve-lost", "magic-reserve-dropped", "magic-reserve-timeout", "magic-reserve-error-after", "magic-reserve-error",
        "magic-reserve-unavailable", "magic-reserve-garbage", "magic-reserve-pending", "magic-book-lost", "magic-book-dropped", "magic-book-timeout",
        "magic-book-error-after", "magic-book-error", "magic-book-unavailable", "magic-book-garbage", "magic-book-pending"})
    void aFaultOnTheWayIsGotOverAndTheSellerHoldsOneLine(String product, CapturedOutput output) throws Exception {
        JsonNode booking = book("Fault " + product, product);

        assertThat(booking.path("status").asText()).as(booking.toString()).isEqualTo("BOOKED");
        assertThat(booking.at("/lines/0/status").asText()).isEqualTo("BOOKED");
        assertThat(ordersNamed("Fault " + product)).hasSize(1);
        assertThat(linesOf(product)).as("lines at the seller").hasSize(1).allSatisfy(l -> {
            assertThat(l.get("bookingStatus")).isEqualTo("Booked");
            assertThat(l.get("id")).isEqualTo(booking.at("/lines/0/lineId").asText());
        });
        String of = booking.path("id").asText() + ": line line-1 (" + product + " at premium-news) is UNKNOWN";
        List<String> unknown = output.toString().lines().filter(l -> l.contains(of)).toList();
        assertThat(unknown).as("why").allSatisfy(l -> assertThat(l).matches(".* is UNKNOWN: .+; the seller is read to find out"));
        assertThat(unknown.isEmpty()).isEqualTo(product.endsWith("pending"));
    }

    @Test
    void lineShouldNameTheOneThatWasLostWhenItIsGivenBack() throws Exception {
        // when
        var answer = gateway.post("/api/v1/campaigns", """
                {"name":"Whole","advertiser":{"id":"adv-whole"},"currency":"USD","budget":1000,"startDate":"2027-03-01","endDate":"2027-03-31",
                 "commit":"all_or_nothing","lines":[{"id":"a","channel":"display","budget":200,"maxCpm":40},{"id":"b","channel":"display","budget":200,"maxCpm":40}]}""");

        // then
        JsonNode ended = gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
        assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("FAILED");
        boolean firstLost = ended.at("/lines/0/problem/code").asText().equals("ceiling_exceeded");
        JsonNode lost = ended.path("lines").get(firstLost ? 0 : 1);
        assertThat(ended.path("lines").get(firstLost ? 1 : 0).at("/problem/detail").asText()).isEqualTo("given back: all_or_nothing, and line "
                + lost.path("id").asText() + " was lost (FAILED: " + lost.at("/problem/detail").asText() + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost", "dropped", "timeout", "error-after", "error", "unavailable", "garbage"})
    void anOrderIsCreatedOnceWhateverBecomesOfTheAnswer(String fault) throws Exception {
        JsonNode booking = book("magic-order-" + fault + " ", "prod_article_display");

        assertThat(booking.path("status").asText()).as(booking.toString()).isEqualTo("BOOKED");
        assertThat(ordersNamed("magic-order-" + fault + " ")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"magic-line-declined,FAILED,seller_refused", "magic-reserve-declined,DECLINED,seller_declined", "magic-book-declined,DECLINED,seller_declined",
        "magic-reserve-price,FAILED,terms_changed", "magic-book-price,NEEDS_DECISION,booked_terms_differ", "magic-reserve-short-hold,EXPIRED,hold_expired"})
    void whatTheSellerDoesNotHoldAsAgreedIsNotBooked(String product, String status, String code) throws Exception {
        JsonNode booking = book("Refused " + product, product);

        if (product.equals("magic-reserve-short-hold")) {
            // the hold may just have been long enough
            assertThat(booking.at("/lines/0/status").asText()).isIn("EXPIRED", "BOOKED");
            return;
        }
        assertThat(booking.at("/lines/0/status").asText()).as(booking.toString()).isEqualTo(status);
        assertThat(booking.at("/lines/0/problem/code").asText()).isEqualTo(code);
        String atSeller = String.valueOf(linesOf(product).stream().map(l -> l.get("bookingStatus")).findFirst().orElse("none"));
        assertThat(atSeller).isEqualTo(status.equals("NEEDS_DECISION") ? "Booked" : status.equals("DECLINED") ? "Declined"
                : product.contains("price") ? "Canceled" : "none");
    }

    @Test
    void aCancelledBookingIsGivenBackEvenWhenTheAnswerIsLost() throws Exception {
        JsonNode booking = book("To be cancelled", "magic-cancel-lost");

        assertThat(gateway.post("/api/v1/bookings/" + booking.path("id").asText() + "/cancel", "").statusCode()).isEqualTo(202);

        JsonNode ended = gateway.awaitEnd("/api/v1/bookings/" + booking.path("id").asText());
        assertThat(ended.path("status").asText()).isEqualTo("CANCELLED");
        assertThat(linesOf("magic-cancel-lost")).singleElement().satisfies(l -> assertThat(l.get("bookingStatus")).isEqualTo("Canceled"));
        assertThat(gateway.post("/api/v1/bookings/" + booking.path("id").asText() + "/cancel", "").statusCode()).isEqualTo(409);
    }

    @Test
    void aLineThatTheSellerDoesNotReleaseIsKeptWhenAPersonSaysSo() throws Exception {
        String booking = "/api/v1/bookings/" + book("To be kept", "magic-cancel-declined").path("id").asText();
        gateway.post(booking + "/cancel", "");
        assertThat(gateway.awaitEnd(booking).path("status").asText()).isEqualTo("NEEDS_DECISION");

        assertThat(gateway.post(booking + "/lines/line-1/decision", "{\"choice\":\"adopt\"}").statusCode()).isEqualTo(202);

        gateway.await("it stands as booked", () -> gateway.getJson(booking).path("status").asText().equals("BOOKED"));
        assertThat(linesOf("magic-cancel-declined")).singleElement().satisfies(l -> assertThat(l.get("bookingStatus")).isEqualTo("Booked"));
        gateway.post(booking + "/cancel", "");
        assertThat(gateway.awaitEnd(booking).path("status").asText()).as("a cancel after that is meant").isEqualTo("NEEDS_DECISION");
    }

    @Test
    void reservedAndBookedShouldStayBelowTheCeilingWhenLinesAreBookedAtOnce() throws Exception {
        var answer = gateway.post("/api/v1/bookings", """
                {"seller":"premium-news","name":"Ceiling","advertiser":{"id":"adv-ceiling"},"currency":"USD","startDate":"2027-05-01","endDate":"2027-05-31","lines":[
                 {"productId":"magic-none-1","rate":10,"quantity":10000},{"productId":"magic-none-2","rate":10,"quantity":10000},
                 {"productId":"magic-none-3","rate":10,"quantity":10000},{"productId":"magic-none-4","rate":10,"quantity":10000}]}""");
        JsonNode booking = gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());

        assertThat(booking.path("status").asText()).isEqualTo("PARTIALLY_BOOKED");
        assertThat(booking.path("lines").findValuesAsText("status")).containsExactlyInAnyOrder("BOOKED", "BOOKED", "FAILED", "FAILED");
        assertThat(booking.path("lines").findValuesAsText("code")).containsOnly("ceiling_exceeded");
        long held = IntStream.rangeClosed(1, 4).filter(i -> linesOf("magic-none-" + i).stream()
                .anyMatch(l -> l.get("bookingStatus").equals("Booked"))).count();
        assertThat(held).isEqualTo(2);
    }

    @Test
    void aPersonDecidesAboutTermsThatTheSellerChangedAtTheLastMoment() throws Exception {
        List<String> told;
        JsonNode booking;
        try (var log = new TakenLog(LineStepExecutor.class)) {
            booking = book("Decide", "magic-book-price");
            told = log.messages();
        }
        assertThat(told).as("what to do is said").anyMatch(m -> m.startsWith("WARN ") && m.contains("is NEEDS_DECISION")
                && m.contains("POST /api/v1/bookings/") && m.contains("/lines/line-1/decision"));
        String line = "/api/v1/bookings/" + booking.path("id").asText() + "/lines/line-1/decision";
        assertThat(booking.path("status").asText()).isEqualTo("NEEDS_DECISION");

        assertThat(gateway.post(line, "{\"choice\":\"perhaps\"}").statusCode()).isEqualTo(422);
        assertThat(gateway.post(line, "{\"choice\":\"adopt\"}").statusCode()).as("costs more than the budget").isEqualTo(409);
        assertThat(gateway.post(line, "{\"choice\":\"abandon\",\"reason\":\"too dear\"}").statusCode()).isEqualTo(202);

        JsonNode ended = gateway.awaitEnd("/api/v1/bookings/" + booking.path("id").asText());
        assertThat(ended.path("status").asText()).isEqualTo("FAILED");
        assertThat(ended.at("/lines/0/problem/detail").asText()).contains("too dear");
    }

    @Test
    void lineShouldNeedADecisionWhenTheSellerAnswersWithAnotherOne() throws Exception {
        // given
        JsonNode first = book("First of two", "magic-none-first");

        // when
        JsonNode second = book("Second of two", "magic-line-another");

        // then
        assertThat(second.at("/lines/0/status").asText()).as(second.toString()).isEqualTo("NEEDS_DECISION");
        assertThat(second.at("/lines/0/problem/detail").asText()).contains(first.at("/lines/0/lineId").asText(), "another");
        assertThat(second.at("/lines/0/lineId").isNull()).as("the other line is not its own").isTrue();
        String path = "/api/v1/bookings/" + second.path("id").asText();
        assertThat(gateway.post(path + "/lines/line-1/decision", "{\"choice\":\"abandon\"}").statusCode()).isEqualTo(202);
        gateway.await("it is given up", () -> gateway.getJson(path).path("status").asText().equals("FAILED"));
        assertThat(linesOf("magic-none-first")).singleElement().satisfies(l -> assertThat(l.get("bookingStatus")).isEqualTo("Booked"));
    }

    @Test
    void orderShouldNeedADecisionWhenTheSellerAnswersWithAnotherOne() throws Exception {
        // given
        book("Another's order", "magic-none-order");

        // when
        JsonNode booking = book("magic-order-another ", "magic-none-ordered");

        // then
        assertThat(booking.path("status").asText()).as(booking.toString()).isEqualTo("NEEDS_DECISION");
        assertThat(linesOf("magic-none-ordered")).as("nothing is ordered under another's order").isEmpty();
    }

    @Test
    void lineShouldBeGivenBackWhenTheSellerMakesItOfAnotherProduct() throws Exception {
        // when
        JsonNode booking = book("Another product", "magic-line-other-product");

        // then
        assertThat(booking.at("/lines/0/problem/code").asText()).as(booking.toString()).isEqualTo("terms_changed");
        assertThat(booking.at("/lines/0/problem/detail").asText()).contains("product magic-none-other instead of magic-line-other-product");
        assertThat(linesOf("magic-none-other")).singleElement().satisfies(l -> assertThat(l.get("bookingStatus")).isEqualTo("Canceled"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"magic-line-reserved", "magic-line-booked"})
    void lineShouldBeBookedOnceWhenTheCreateAloneBinds(String product) throws Exception {
        // when
        JsonNode booking = book("Bound " + product, product);

        // then
        assertThat(booking.path("status").asText()).as(booking.toString()).isEqualTo("BOOKED");
        assertThat(linesOf(product)).singleElement().satisfies(l -> assertThat(l.get("bookingStatus")).isEqualTo("Booked"));
    }

    private static JsonNode book(String name, String product) throws Exception {
        var answer = gateway.post("/api/v1/bookings", """
                {"seller":"premium-news","name":"%s","currency":"USD","startDate":"2027-05-01","endDate":"2027-05-31",
                 "lines":[{"name":"L","productId":"%s","rateType":"CPM","rate":%s,"quantity":10000}]}"""
                .formatted(name, product, product.startsWith("magic") ? "10" : "13.5"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> linesOf(String product) {
        var lines = (List<Map<String, Object>>) seller.ledger().get("lines");
        return lines.stream().filter(l -> product.equals(l.get("productId"))).toList();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> ordersNamed(String name) {
        var orders = (List<Map<String, Object>>) seller.ledger().get("orders");
        return orders.stream().filter(o -> String.valueOf(o.get("name")).startsWith(name + " [")).toList();
    }
}
