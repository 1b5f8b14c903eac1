package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.sandbox.SandboxDialect;

/** An order under which nothing was booked is deleted at its seller, and only where nothing can be held under it. */
class OrdersInVainTest {

    private static final String BOOKINGS = "/api/v1/bookings";
    private static final FrontedSeller.Front AS_IT_IS = (asked, seller) -> seller.ask(asked);
    private static final String REFUSED_LINE = "magic-line-declined";

    private static volatile FrontedSeller.Front front = AS_IT_IS;
    private static FrontedSeller seller;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        seller = new FrontedSeller(SandboxDialect.SEED, (asked, behind) -> front.answer(asked, behind));
        gateway = RunningGateway.start(folder, Map.of("premium-ctv", seller.baseUrl()), "gateway.booking.max-attempts=4");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        seller.close();
    }

    @BeforeEach
    void asItIs() {
        front = AS_IT_IS;
    }

    @Test
    void orderShouldBeDeletedWhenAllItsLinesAreRefused() throws Exception {
        // when
        String path = book(REFUSED_LINE);

        // then
        assertThat(gateway.awaitEnd(path).path("status").asText()).isEqualTo("FAILED");
        awaitDeleted(path);
        assertThat(deletes(path)).isEqualTo(1);
        assertThat(gateway.getJson(path).path("warnings")).isEmpty();
        assertThat(audit(path)).containsSubsequence("create-order", "create-line", "delete-order");
        assertThat(gateway.post(path + "/lines/line-1/decision", "{\"choice\":\"retry\"}").statusCode()).as("there is nothing to decide").isEqualTo(409);
    }

    @Test
    void orderShouldBeDeletedWithItsDraftsWhenNothingIsHeld() throws Exception {
        // given
        front = (asked, behind) -> asked.query().contains("reserve") || asked.body().contains("reserve") ? refusal(400) : behind.ask(asked);

        // when
        String path = book("magic-none-draft");

        // then
        JsonNode ended = gateway.awaitEnd(path);
        assertThat(ended.at("/lines/0/sellerState").asText()).as(ended.toString()).isEqualTo("Draft");
        awaitDeleted(path);
        assertThat(held("lines", "orderId", ended.path("orderId").asText())).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 501})
    void orderShouldStayWhenTheSellerRefusesToDeleteIt(int status) throws Exception {
        // given
        front = (asked, behind) -> asked.method().equals("DELETE") ? refusal(status) : behind.ask(asked);

        // when
        String path = book(REFUSED_LINE);

        // then
        awaitWarning(path, "the seller refuses to delete it (HTTP " + status);
        assertThat(standsAtSeller(path)).isTrue();
        assertThat(deletes(path)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"false,Draft", "true,Reserved"})
    void orderShouldStayWhenTheSellerShowsALineOfAnotherUnderIt(boolean reserved, String state) throws Exception {
        // given
        front = (asked, behind) -> {
            FrontedSeller.Said said = behind.ask(asked);
            if (asked.is("POST", "/orders")) {
                addLine(asked, said, behind, reserved);
            }
            return said;
        };

        // when
        String path = book(REFUSED_LINE);

        // then
        awaitWarning(path, "under it as " + state + ", which is none of this booking");
        assertThat(deletes(path)).isZero();
        assertThat(standsAtSeller(path)).isTrue();
    }

    @Test
    void orderShouldStayWhenTheSellerDoesNotShowItAsOurs() throws Exception {
        // given
        front = (asked, behind) -> asked.method().equals("GET") && asked.path().matches(".*/orders/[^/]+")
                ? FrontedSeller.Said.json(200, "{\"id\":\"%s\",\"name\":\"by hand\"}".formatted(asked.path().replaceAll(".*/", ""))) : behind.ask(asked);

        // when
        String path = book(REFUSED_LINE);

        // then
        awaitWarning(path, "does not show it as the one that was opened here");
        assertThat(deletes(path)).isZero();
    }

    @Test
    void orderShouldBeDeletedWhenItIsMadeInAnotherCurrency() throws Exception {
        // given
        front = (asked, behind) -> {
            FrontedSeller.Said said = behind.ask(asked);
            return asked.is("POST", "/orders") ? said.withBody(said.body().replace("USD", "EUR")) : said;
        };

        // when
        String path = book("magic-none-currency");

        // then
        assertThat(gateway.awaitEnd(path).at("/problem/code").asText()).isEqualTo("terms_changed");
        awaitDeleted(path);
    }

    @Test
    void orderShouldStayWhenItsLineWasMoreThanADraft() throws Exception {
        // when
        String path = book("magic-reserve-declined");

        // then
        awaitWarning(path, "only an order whose lines are all drafts can be deleted");
        assertThat(deletes(path)).isZero();
    }

    @Test
    void orderShouldStayWhenOneOfItsLinesIsBooked() throws Exception {
        // when
        String path = book("magic-none-sister", REFUSED_LINE);

        // then
        assertThat(gateway.awaitEnd(path).path("status").asText()).isEqualTo("PARTIALLY_BOOKED");
        assertThat(deletes(path)).isZero();
        assertThat(standsAtSeller(path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true,1", "false,2"})
    void orderShouldBeDeletedWhenTheAnswerIsLost(boolean arrives, int sends) throws Exception {
        // given
        var lost = new AtomicInteger();
        front = (asked, behind) -> {
            if (asked.method().equals("DELETE") && lost.getAndIncrement() == 0) {
                if (arrives) {
                    behind.ask(asked);
                }
                return new FrontedSeller.Said(500, Map.of(), "");
            }
            return behind.ask(asked);
        };

        // when
        String path = book(REFUSED_LINE);

        // then
        awaitDeleted(path);
        gateway.await("it is believed", () -> audit(path).lastIndexOf("read-order") > audit(path).lastIndexOf("delete-order") + 1);
        assertThat(deletes(path)).isEqualTo(sends);
        assertThat(gateway.getJson(path).path("warnings")).isEmpty();
    }

    @Test
    void orderShouldStayWhenACallForItsLineMayStillArrive() throws Exception {
        // given
        var creates = new AtomicInteger();
        front = (asked, behind) -> asked.is("POST", "/lines") ? creates.getAndIncrement() == 0 ? new FrontedSeller.Said(500, Map.of(), "") : refusal(400)
                : behind.ask(asked);

        // when
        String path = book("magic-none-late");

        // then
        assertThat(gateway.awaitEnd(path).path("status").asText()).isEqualTo("FAILED");
        awaitWarning(path, "was not plainly refused and may take effect late");
        assertThat(deletes(path)).isZero();
    }

    @Test
    void orderShouldStayWhenItsLineIsGivenUpByAPerson() throws Exception {
        // given
        front = (asked, behind) -> asked.is("POST", "/lines") ? new FrontedSeller.Said(500, Map.of(), "")
                : asked.is("GET", "/lines") ? refusal(404) : behind.ask(asked);
        String path = book("magic-none-undecided");
        String undecided = gateway.awaitEnd(path).path("status").asText();
        int before = deletes(path);
        front = AS_IT_IS;

        // when
        gateway.post(path + "/lines/line-1/decision", "{\"choice\":\"abandon\"}");

        // then
        assertThat(undecided).isEqualTo("NEEDS_DECISION");
        assertThat(before).as("before the decision").isZero();
        awaitWarning(path, "was given up by a person");
        assertThat(deletes(path)).isZero();
        assertThat(standsAtSeller(path)).isTrue();
    }

    @Test
    void retryShouldOpenANewOrderWhenTheFirstOneIsDeleted() throws Exception {
        // given
        front = (asked, behind) -> asked.is("POST", "/lines") ? refusal(400) : behind.ask(asked);
        var answer = gateway.post("/api/v1/campaigns", """
                {"id":"again-1","name":"Again","advertiser":{"id":"adv-again"},"currency":"USD","budget":1000,"startDate":"2027-03-01",
                 "endDate":"2027-03-31","lines":[{"id":"a","channel":"ctv","impressions":10000,"maxCpm":60}]}""");
        String campaign = answer.headers().firstValue("Location").orElseThrow();
        JsonNode failed = gateway.awaitEnd(campaign);
        String first = failed.at("/lines/0/orderId").asText();
        boolean stood = held("orders", "id", first) > 0;
        int asked = seller.asked().size();
        front = AS_IT_IS;

        // when
        gateway.post(campaign + "/retry", "");

        // then
        assertThat(failed.path("status").asText()).as(failed.toString()).isEqualTo("FAILED");
        assertThat(stood).as("still there when the campaign had ended").isFalse();
        JsonNode booked = gateway.awaitEnd(campaign);
        assertThat(booked.path("status").asText()).as(booked.toString()).isEqualTo("BOOKED");
        assertThat(booked.at("/lines/0/orderId").asText()).isNotEqualTo(first);
        assertThat(seller.asked().subList(asked, seller.asked().size())).noneMatch(a -> a.path().contains("/" + first));
    }

    private static String book(String... products) throws Exception {
        var lines = List.of(products).stream().map(p -> "{\"name\":\"L\",\"productId\":\"%s\",\"rateType\":\"CPM\",\"rate\":10,\"quantity\":10000}".formatted(p)).toList();
        var answer = gateway.post(BOOKINGS, "{\"seller\":\"premium-ctv\",\"name\":\"In vain\",\"currency\":\"USD\",\"startDate\":\"2027-05-01\","
                + "\"endDate\":\"2027-05-31\",\"lines\":[" + String.join(",", lines) + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static FrontedSeller.Said refusal(int status) {
        return FrontedSeller.Said.json(status, "{\"error\":\"No\",\"message\":\"not here\"}");
    }

    /** Somebody else's line, under the order that has just been made. */
    private static void addLine(FrontedSeller.Asked order, FrontedSeller.Said said, FrontedSeller.Behind behind, boolean reserved) {
        String lines = order.path() + "/" + idIn(said) + "/lines";
        String line = idIn(behind.ask(new FrontedSeller.Asked("POST", lines, "", """
                {"productId":"magic-none-other","name":"by hand","quantity":1000,"rate":20,"rateType":"CPM","startDate":"2027-05-01T00:00:00Z",
                 "endDate":"2027-05-31T23:59:59Z"}""")));
        if (reserved) {
            behind.ask(new FrontedSeller.Asked("PATCH", lines + "/" + line, "action=reserve", ""));
        }
    }

    private static String idIn(FrontedSeller.Said said) {
        return said.body().replaceAll("(?s).*\"id\":\"([^\"]+)\".*", "$1");
    }

    private static void awaitDeleted(String path) {
        gateway.await("the order is gone", () -> !gateway.getJson(path).path("orderId").asText().isEmpty() && !standsAtSeller(path));
    }

    private static void awaitWarning(String path, String words) {
        gateway.await("warning: " + words, () -> gateway.getJson(path).path("warnings").toString().contains(words));
    }

    private static boolean standsAtSeller(String path) throws Exception {
        return held("orders", "id", gateway.getJson(path).path("orderId").asText()) > 0;
    }

    @SuppressWarnings("unchecked")
    private static long held(String kind, String field, String value) {
        return ((List<Map<String, Object>>) seller.ledger().get(kind)).stream().filter(o -> value.equals(o.get(field))).count();
    }

    private static int deletes(String path) throws Exception {
        String end = "/orders/" + gateway.getJson(path).path("orderId").asText();
        return (int) seller.asked().stream().filter(a -> a.is("DELETE", end)).count();
    }

    private static List<String> audit(String path) throws Exception {
        return gateway.getJson("/api/v1/audit?top=1000&of=" + path.replaceAll(".*/", "")).findValuesAsText("step");
    }
}
