package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What the REST API does with a request before a route sees it, and with an answer after. */
class HttpServerTest {

    private static final String PLAN = "{\"name\":\"Plan\",\"advertiser\":{\"id\":\"adv\"},\"currency\":\"USD\",\"budget\":1000,\"startDate\":\"2027-03-01\","
            + "\"endDate\":\"2027-03-31\",\"lines\":[{\"id\":\"a\",\"channel\":\"audio\",\"impressions\":1000,\"maxCpm\":20}]}";
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) {
        gateway = RunningGateway.start(folder, Map.of("nobody", "http://127.0.0.1:9"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void headIsToldWhatGetWouldBe() throws Exception {
        HttpResponse<String> whole = gateway.get("/api/v1/openapi.json");
        HttpResponse<String> head = gateway.send("HEAD", "/api/v1/openapi.json", null);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(head.headers().firstValueAsLong("Content-Length")).as("the answer goes out whole").hasValue(whole.body().getBytes(StandardCharsets.UTF_8).length);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "DELETE | /api/v1/sellers | GET,HEAD,OPTIONS", "GET | /api/v1/products/search | POST,OPTIONS", "POST | /api/v1/sellers/nobody | GET,HEAD,OPTIONS",
        "T | /api/v1/sellers | GET,HEAD,OPTIONS", "OS | /api/v1/bookings/b-1/cancel | POST,OPTIONS"})
    void aWrongMethodIsToldTheRightOnes(String method, String path, String allowed) throws Exception {
        HttpResponse<String> answer = gateway.send(method, path, null);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue(allowed);
        assertThat(gateway.json(answer).path("code").asText()).isEqualTo("method_not_allowed");
    }

    @Test
    void optionsAreSaid() throws Exception {
        HttpResponse<String> answer = gateway.send("OPTIONS", "/api/v1/campaigns", null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Allow").orElse("").split(",")).containsExactlyInAnyOrder("GET", "HEAD", "POST", "OPTIONS");
    }

    @ParameterizedTest
    @CsvSource({"/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v1/SELLERS", "/api/v1/sellers/nobody/more", "/API/v1/sellers", "/", "/error", "/api/v1/sellers/nobody/"})
    void whatIsNotServedIsNotFound(String path) throws Exception {
        HttpResponse<String> answer = gateway.get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(gateway.json(answer).path("code").asText()).isEqualTo("not_found");
    }

    @Test
    void healthAndMetricsAreServed() throws Exception {
        assertThat(gateway.getJson("/actuator/health")).hasToString("{\"groups\":[\"liveness\",\"readiness\"],\"status\":\"UP\"}");
        assertThat(gateway.get("/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(gateway.get("/actuator/health/db").statusCode()).as("what is behind a group is nobody's business").isEqualTo(404);
        HttpResponse<String> metrics = gateway.get("/actuator/prometheus");
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(metrics.body()).contains("jvm_memory_used_bytes");
    }

    @Test
    void aVariableOfThePathIsWhatItMeans() throws Exception {
        assertThat(gateway.getJson("/api/v1/sellers/nob%6Fdy").path("id").asText()).isEqualTo("nobody");
        assertThat(gateway.getJson("/api/v1/bookings/a%20b%2525+c").path("detail").asText()).isEqualTo("there is no booking a b%25+c");
    }

    @Test
    void theBodyOfAGetIsNotRead() throws Exception {
        assertThat(gateway.send("GET", "/api/v1/sellers/nobody", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void whoLeavesBeforeTheAnswerLeavesNoTrace() throws Exception {
        var uncaught = new ConcurrentLinkedQueue<Throwable>();
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        Logger log = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        log.addAppender(logged);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
        try {
            for (int i = 0; i < 40; i++) {
                try (var socket = new Socket("127.0.0.1", gateway.port())) {
                    socket.getOutputStream().write("GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    // the connection is reset
                    socket.setSoLinger(true, 0);
                }
            }
            gateway.await("the last of them", () -> {
                String metrics = gateway.get("/actuator/prometheus").body();
                return metrics.contains("gateway_requests_under_way{kind=\"other\"} 0.0");
            });
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
            log.detachAppender(logged);
        }
        assertThat(uncaught).isEmpty();
        assertThat(logged.list).filteredOn(e -> e.getLevel().isGreaterOrEqual(Level.WARN)).isEmpty();
    }

    @Test
    void aGatewayThatEndsEndsItsStreams(@TempDir Path folder) throws Exception {
        try (var another = RunningGateway.start(folder, Map.of("nobody", "http://127.0.0.1:9"))) {
            String campaign = another.json(another.post("/api/v1/campaigns", PLAN)).path("id").asText();
            try (var socket = new Socket("127.0.0.1", another.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(("GET /api/v1/campaigns/" + campaign + "/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                assertThat(in.readLine()).contains("200");
                for (String line = in.readLine(); !line.equals("event: campaign.received"); line = in.readLine()) {
                    assertThat(line).as("the stream goes on").isNotNull();
                }

                HttpResponse<String> head = another.send("HEAD", "/api/v1/campaigns/" + campaign + "/events", null, "Accept", "text/event-stream");
                assertThat(head.headers().firstValue("Content-Type")).as("ends with its head").hasValue("text/event-stream");

                long began = System.nanoTime();
                another.close();

                assertThat(rest(in)).as("the last chunk").endsWith("0");
                assertThat((System.nanoTime() - began) / 1_000_000_000).as("seconds, where a stream goes on for half an hour").isLessThan(10);
            }
        }
    }

    @Test
    void streamShouldHaveAPlaceWhenAllOthersWereClosed() throws Exception {
        // given
        var logged = new ListAppender<ILoggingEvent>();
        logged.start();
        Logger log = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        log.addAppender(logged);
        String events = gateway.post("/api/v1/campaigns", PLAN).headers().firstValue("Location").orElseThrow() + "/events";
        var closed = new ArrayList<Socket>();
        for (int i = 0; i < 50; i++) {
            closed.add(openStream(events));
        }
        assertThat(gateway.get(events, "Accept", "text/event-stream").statusCode()).as("as long as they are open").isEqualTo(503);
        for (Socket socket : closed) {
            socket.close();
        }

        // when
        for (int i = 0; i < 50; i++) {
            openStream(events).close();
        }

        // then
        log.detachAppender(logged);
        assertThat(logged.list).as("who left is no error").filteredOn(e -> e.getLevel().isGreaterOrEqual(Level.WARN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {"-", "*/*", "application/json", "application/json, text/event-stream", "text/event-stream;q=0.9, */*"})
    void eventsShouldBeJsonUnlessAStreamIsAskedForAloneOrFirst(String accept) throws Exception {
        // given
        String events = gateway.post("/api/v1/campaigns", PLAN).headers().firstValue("Location").orElseThrow() + "/events";

        // when
        HttpResponse<String> answer = accept == null ? gateway.get(events) : gateway.get(events, "Accept", accept);

        // then
        assertThat(gateway.json(answer).path("events").isArray()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"GET, /api/v1/sellers", "POST, /api/v1/campaigns", "POST, /api/v1/products/search", "GET, /api/v1/openapi.json"})
    void nothingShouldBeDoneWhenTheAnswerWouldNotBeAccepted(String method, String path) throws Exception {
        // given
        int before = gateway.getJson("/api/v1/campaigns").path("total").asInt();

        // when
        HttpResponse<String> answer = gateway.send(method, path, method.equals("POST") ? PLAN : null, "Accept", "text/html, application/json;q=0");

        // then
        assertThat(answer.statusCode() + " " + gateway.json(answer).path("code").asText()).isEqualTo("406 not_acceptable");
        assertThat(gateway.getJson("/api/v1/campaigns").path("total").asInt()).isEqualTo(before);
    }

    @Test
    void bodyShouldBeRefusedWhenItIsEncoded() throws Exception {
        // when
        HttpResponse<String> answer = gateway.post("/api/v1/campaigns", PLAN, "Content-Encoding", "gzip");

        // then
        assertThat(answer.statusCode() + " " + gateway.json(answer).path("code").asText()).isEqualTo("415 content_encoding");
        assertThat(gateway.post("/api/v1/products/search", "{}", "Content-Encoding", "identity").statusCode()).isEqualTo(502);
    }

    private static Socket openStream(String path) throws IOException {
        var socket = new Socket("127.0.0.1", gateway.port());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine()).contains(" 200");
        return socket;
    }

    private static String rest(BufferedReader in) throws IOException {
        var text = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            text.append(line).append('\n');
        }
        return text.toString().trim();
    }
}
