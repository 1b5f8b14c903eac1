package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxDialect;

/** Sellers that have their days, and the ends of their holds, in zones of their own. */
class OtherClocksTest {

    private static final Map<String, FrontedSeller> SELLERS = new LinkedHashMap<>();
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        seller("berlin", line -> flight(line, "2027-03-01T00:00:00+01:00", "2027-03-31T23:59:59+01:00"));
        seller("new-york", line -> flight(line, "2027-03-01T00:00:00-05:00", "2027-03-31T23:59:59-05:00"));
        seller("berlin-in-utc", line -> flight(line, "2027-02-28T23:00:00Z", "2027-03-31T21:59:59Z"));
        seller("honolulu-in-utc", line -> flight(line, "2027-03-01T10:00:00Z", "2027-04-01T09:59:59Z"));
        seller("tokyo-clock", line -> flight(line, "2027-03-01T09:00:00", "2027-04-01T08:59:59"));
        seller("next-midnight", line -> flight(line, "2027-03-01T00:00:00Z", "2027-04-01T00:00:00Z"));
        seller("next-midnight-there", line -> flight(line, "2027-03-01T00:00:00+05:30", "2027-04-01T00:00:00+05:30"));
        seller("day-alone", line -> flight(line, "2027-03-01", "2027-03-31"));
        seller("a-day-less", line -> flight(line, "2027-03-01T00:00:00-05:00", "2027-03-30T23:59:59-05:00"));
        seller("a-day-later", line -> flight(line, "2027-03-02", "2027-04-01"));
        seller("hold-west", line -> hold(line, "America/Los_Angeles"));
        seller("hold-east", line -> hold(line, "Asia/Tokyo"));
        seller("hold-west-set", line -> hold(line, "America/Los_Angeles"));
        seller("midnight-is-before", line -> flight(line, "2027-03-01T00:00:00Z", "2027-03-31T00:00:00Z"));
        seller("midnight-is-of-the-day", line -> flight(line, "2027-03-01T00:00:00Z", "2027-04-01T00:00:00Z"));
        var urls = new LinkedHashMap<String, String>();
        SELLERS.forEach((id, seller) -> urls.put(id, seller.baseUrl()));
        gateway = RunningGateway.start(folder, urls, "gateway.sellers[12].profile.time-zone=America/Los_Angeles",
                "gateway.sellers[13].profile.flight-end=exclusive", "gateway.sellers[14].profile.flight-end=inclusive");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        SELLERS.values().forEach(FrontedSeller::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"berlin", "new-york", "berlin-in-utc", "honolulu-in-utc", "tokyo-clock", "next-midnight", "next-midnight-there", "day-alone"})
    void flightShouldBeBookedWhenSellerShowsItsDaysInItsOwnZone(String seller) throws Exception {
        // given, when
        JsonNode line = book(seller);

        // then
        assertThat(line.path("status").asText()).as(line.toString()).isEqualTo("BOOKED");
        assertThat(held(seller)).isEqualTo("Booked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-day-less", "a-day-later", "midnight-is-before", "midnight-is-of-the-day"})
    void flightShouldBeGivenBackWhenItIsAnother(String seller) throws Exception {
        // given, when
        JsonNode line = book(seller);

        // then
        assertThat(line.at("/problem/code").asText()).as(line.toString()).isEqualTo("terms_changed");
        assertThat(held(seller)).isEqualTo("Canceled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hold-west", "hold-east", "hold-west-set"})
    void lineShouldBeBookedAtOnceWhenItsHoldEndsInAZoneThatIsNotSaid(String seller) throws Exception {
        // given, when
        JsonNode line = book(seller);

        // then
        assertThat(line.path("status").asText()).as(line.toString()).isEqualTo("BOOKED");
        assertThat(SELLERS.get(seller).asked()).as("the hold has not ended before it began").noneMatch(a -> a.query().contains("reset"));
        assertThat(SELLERS.get(seller).asked().stream().filter(a -> a.query().equals("action=reserve"))).hasSize(1);
    }

    private static void seller(String id, Consumer<ObjectNode> change) throws IOException {
        SELLERS.put(id, new FrontedSeller(SandboxDialect.SEED, (asked, seller) -> {
            FrontedSeller.Said said = seller.ask(asked);
            if (!asked.path().contains("/lines") || said.status() != 200) {
                return said;
            }
            try {
                JsonNode body = Json.mapper().readTree(said.body());
                if (body.has("lines")) {
                    body.path("lines").forEach(line -> change.accept((ObjectNode) line));
                } else if (body.has("bookingStatus")) {
                    change.accept((ObjectNode) body);
                }
                return said.withBody(Json.text(body));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    private static void flight(ObjectNode line, String start, String end) {
        line.put("startDate", start).put("endDate", end);
    }

    private static void hold(ObjectNode line, String zone) {
        if (line.has("reservedExpiryDate")) {
            Instant until = Instant.parse(line.path("reservedExpiryDate").asText());
            line.put("reservedExpiryDate", until.atZone(ZoneId.of(zone)).toLocalDateTime().toString());
        }
    }

    private static JsonNode book(String seller) throws Exception {
        var answer = gateway.post("/api/v1/bookings", """
                {"seller":"%s","name":"Zones","currency":"USD","budget":6000,"startDate":"2027-03-01","endDate":"2027-03-31",
                 "lines":[{"name":"a","productId":"prod_ctv_sports","rateType":"CPM","rate":42,"quantity":1000}]}""".formatted(seller));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow()).at("/lines/0");
    }

    /** The state of the seller's newest line. */
    private static String held(String seller) {
        JsonNode lines = Json.mapper().valueToTree(SELLERS.get(seller).ledger()).path("lines");
        return lines.get(lines.size() - 1).path("bookingStatus").asText();
    }
}
