package org.opendirect.gateway.sandbox;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A seller of one dialect, and a buyer who says to it exactly what a test says. Time stands still until it is moved. */
final class SandboxCaller implements AutoCloseable {

    static final Instant NOW = Instant.parse("2027-01-15T10:00:00Z");
    static final Duration HOLD = Duration.ofMinutes(15);
    private static final ObjectMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true)).build();
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final SandboxSeller seller;
    private final Standing clock = new Standing();

    /** @param ledger null for one in memory */
    SandboxCaller(String id, SandboxDialect dialect, Path ledger) throws IOException {
        seller = new SandboxSeller(id, 0, ledger, HOLD, clock, dialect);
    }

    static SandboxCaller of(String id, SandboxDialect dialect) throws IOException {
        return new SandboxCaller(id, dialect, null);
    }

    /** @param text as it came; {@code json} is missing where it is none */
    record Reply(int status, HttpResponse<String> whole, String text, JsonNode json) {

        String at(String pointer) {
            return json.at(pointer).asText();
        }

        /** One property of each object in a list. */
        List<String> each(String pointer, String property) {
            var values = new ArrayList<String>();
            json.at(pointer).forEach(one -> values.add(one.path(property).asText()));
            return values;
        }

        String header(String name) {
            return whole.headers().firstValue(name).orElse("");
        }

        /** The names of an object's properties. */
        Set<String> names(String pointer) {
            var names = new HashSet<String>();
            json.at(pointer).fieldNames().forEachRemaining(names::add);
            return names;
        }
    }

    /** @param path below the base of the dialect; @param body single quotes stand for double ones, null for none */
    Reply send(String method, String path, String body) throws Exception {
        return sendTo(seller.baseUrl() + path, method, body);
    }

    Reply get(String path) throws Exception {
        return send("GET", path, null);
    }

    /** At the origin, not below the base. */
    Reply origin(String path) throws Exception {
        return sendTo("http://localhost:" + seller.port() + path, "GET", null);
    }

    private static Reply sendTo(String url, String method, String body) throws Exception {
        var publisher = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'));
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30)).method(method, publisher)
                .header("Content-Type", "application/json").build();
        HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        boolean isJson = response.headers().firstValue("Content-Type").orElse("").startsWith("application/json");
        return new Reply(response.statusCode(), response, response.body(),
                isJson ? JSON.readTree(response.body()) : MissingNode.getInstance());
    }

    /** The lines in the ledger, in its own words. */
    List<JsonNode> lines() {
        var lines = new ArrayList<JsonNode>();
        SandboxLedger.JSON.valueToTree(seller.ledger().get("lines")).forEach(line -> lines.add((JsonNode) line));
        return lines;
    }

    SandboxSeller seller() {
        return seller;
    }

    void pass(Duration time) {
        clock.now = clock.now.plus(time);
    }

    @Override
    public void close() {
        seller.close();
    }

    /** A clock that is moved by hand. */
    private static final class Standing extends Clock {

        private volatile Instant now = NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
