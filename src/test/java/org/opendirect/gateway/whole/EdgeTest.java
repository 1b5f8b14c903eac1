package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.json.Json;

/** What is looked at before anything else is, byte by byte on the wire. */
class EdgeTest {

    private static final String SEARCH = "/api/v1/products/search";
    private static final String PLAN = "{\"name\":\"Plan\",\"advertiser\":{\"id\":\"adv\"},\"currency\":\"USD\",\"budget\":1000,\"startDate\":\"2027-03-01\","
            + "\"endDate\":\"2027-03-31\",\"lines\":[{\"channel\":\"audio\",\"impressions\":1000}]}";
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) {
        AskedWhileItStarts.ANSWERS.clear();
        gateway = RunningGateway.start(folder, Map.of("nobody", "http://127.0.0.1:9"), "gateway.api.max-body=1KB",
                "spring.main.sources=" + AskedWhileItStarts.class.getName());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** When the port is open and no route is there, and once more when the first that REST calls are served by is. */
    @Test
    void everyCallShouldBeToldThatTheGatewayStartsWhenNotAllRoutesAreThere() {
        // when
        Map<String, String> answers = AskedWhileItStarts.ANSWERS;

        // then
        assertThat(answers).hasSize(2 * AskedWhileItStarts.CALLS.size()).allSatisfy((call, answer) -> assertThat(answer).as(call)
                .startsWith(call.contains("/actuator/") ? "503 - " : "503 1 ")
                .contains(call.contains("HEAD") ? "" : call.contains("/actuator/") ? "OUT_OF_SERVICE" : "\"code\":\"starting\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Sec-Fetch-Site: cross-site | true", "Sec-Fetch-Site: same-site | true", "Sec-Fetch-Site: same-origin | false", "Sec-Fetch-Site: none | false",
        "Origin: http://evil.example | true", "Origin: null | true", "Origin:  | true", "Origin: https://{host} | false", "Origin: http://127.0.0.1:1 | true", "Origin: http://{host} | false",
        "Origin: https://ui.example!Sec-Fetch-Site: same-origin | false", "Origin: http://{host}!Sec-Fetch-Site: cross-site | true", "Accept: */* | false"})
    void aPageOfAnotherSiteBuysNothingThroughSomebodysBrowser(String headers, boolean refused) throws IOException {
        String answer = post(SEARCH, headers.replace("{host}", host()).replace("!", "\r\n"), "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(code(answer)).isEqualTo(refused ? "cross_site" : "no_seller_answered");
        assertThat(answer).startsWith(refused ? "HTTP/1.1 403 " : "HTTP/1.1 502 ");
    }

    @Test
    void aPageOfAnotherSiteMayBeLedHere() throws Exception {
        assertThat(gateway.get("/api/v1/sellers", "Sec-Fetch-Site", "cross-site").statusCode()).as("a link").isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({SEARCH, "/%61pi/v1/products/search", "/api;x=y/v1/products/search", "//api/v1/products/search", "/x/../api/v1/products/search"})
    void howeverTheAddressIsWrittenABodyIsLookedAt(String path) throws IOException {
        assertThat(code(post(path, "Accept: */*", new byte[] {'{', (byte) 0xe9, '}'}))).isEqualTo("unreadable_body");
        assertThat(code(post(path, "Accept: */*", new byte[2_000]))).isEqualTo("body_too_large");
        assertThat(code(post(path, "Origin: http://evil.example", new byte[] {'{', '}'}))).isEqualTo("cross_site");
    }

    @Test
    void whoIsSlowToSendABodyKeepsNobodyWaiting() throws Exception {
        var slow = new ArrayList<Socket>();
        try {
            // more than the server has threads
            for (int i = 0; i < 20; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
                slow.add(socket);
                socket.getOutputStream().write(("POST " + SEARCH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{").getBytes(StandardCharsets.US_ASCII));
            }
            gateway.await("all of them are being served", () -> gateway.get("/actuator/prometheus").body()
                    .contains("gateway_requests_under_way{kind=\"search\"} 20.0"));

            assertThat(gateway.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        gateway.await("their places are free", () -> gateway.get("/actuator/prometheus").body().contains("gateway_requests_under_way{kind=\"search\"} 0.0"));
    }

    @ParameterizedTest
    @CsvSource({"dryRun=true%", "dryRun=true%zz", "dryRun=%ff", "a=%C3&dryRun=true"})
    void aQueryThatCannotBeReadIsNotPassedOver(String query) throws Exception {
        String answer = post("/api/v1/campaigns?" + query, "Accept: */*", "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(code(answer)).isEqualTo("bad_request");
    }

    /** The operations are those of the document, so that none is forgotten. */
    @Test
    void operationShouldRefuseQueryParameterWhenItHasNoneOfThisName() throws Exception {
        // given
        var served = new LinkedHashMap<String, String>();
        gateway.getJson("/api/v1/openapi.json").path("paths").fields().forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(verb ->
                served.put(verb.toUpperCase(Locale.ROOT) + " /api/v1" + path.getKey().replaceAll("\\{[A-Za-z]+}", "x"), verb)));

        // when
        var answers = new LinkedHashMap<String, String>();
        for (String call : served.keySet()) {
            String[] words = call.split(" ");
            HttpResponse<String> answer = gateway.send(words[0], words[1] + "?dry_run=true", words[0].equals("GET") ? null : "{}");
            answers.put(call, answer.statusCode() + " " + gateway.json(answer).at("/errors/0/path").asText());
        }

        // then
        assertThat(answers).hasSizeGreaterThan(30).allSatisfy((call, answer) -> assertThat(answer).as(call).isEqualTo("422 ?dry_run"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "POST | /api/v1/campaigns?dry_run=true             | ?dry_run    | is not a known query parameter; did you mean dryRun?",
        "POST | /api/v1/campaigns?dry-run=true             | ?dry-run    | is not a known query parameter; did you mean dryRun?",
        "POST | /api/v1/campaigns?dryrun                   | ?dryrun     | is not a known query parameter; did you mean dryRun?",
        "POST | /api/v1/campaigns?dryRun                   | ?dryRun     | must be true or false, is ''",
        "POST | /api/v1/campaigns?dryRun=1                 | ?dryRun     | must be true or false, is '1'",
        "POST | /api/v1/campaigns?dryRun=true&dryRun=false | ?dryRun     | must stand once, stands 2 times",
        "POST | /%61pi/v1//campaigns?dry%5Frun=true        | ?dry_run    | is not a known query parameter; did you mean dryRun?",
        "POST | /api/v1/bookings?dryRun=true               | ?dryRun     | is not a known query parameter; this call has none",
        "GET  | /api/v1/products?chanel=ctv                | ?chanel     | is not a known query parameter; did you mean channel?",
        "GET  | /api/v1/products?channel=tele              | ?channel    | must be one of audio, ctv, display, dooh, linear_tv, mobile_app, native, video",
        "GET  | /api/v1/products?top=0                     | ?top        | must be from 1 to 10000, is 0",
        "GET  | /api/v1/products?top=                      | ?top        | must be a whole number, is ''",
        "HEAD | /api/v1/campaigns?page=2                   |             | ",
        "GET  | /api/v1/campaigns?page=2                   | ?page       | is not a known query parameter; known are planId, skip, status, top",
        "GET  | /api/v1/campaigns?status=booked            | ?status     | must be one of RECEIVED",
        "GET  | /api/v1/audit?after=-1                     | ?after      | must be from 0 to"})
    void queryShouldBeRefusedWhenItMeansNothing(String method, String path, String parameter, String message) throws Exception {
        // when
        HttpResponse<String> answer = gateway.send(method, path, method.equals("POST") ? PLAN : null);

        // then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        if (parameter != null) {
            assertThat(gateway.json(answer).at("/errors/0/path").asText()).isEqualTo(parameter);
            assertThat(gateway.json(answer).at("/errors/0/message").asText()).startsWith(message);
        }
        assertThat(gateway.getJson("/api/v1/campaigns").path("total").asInt()).isZero();
    }

    @Test
    void faultsOfAQueryShouldComeAllAtOnce() throws Exception {
        // when
        JsonNode answer = gateway.getJson("/api/v1/products?top=x&skip=-1&seller=no&maxPrice=1&minPrice=2");

        // then
        assertThat(answer.path("errors").findValuesAsText("path")).containsExactlyInAnyOrder("?top", "?skip", "?seller/0", "?minPrice");
    }

    @Test
    void aKeyThatIsSentTwiceIsNoOtherKey() throws Exception {
        String answer = post("/api/v1/bookings", "Idempotency-Key: k\r\nIdempotency-Key: k", "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(code(answer)).isEqualTo("invalid_idempotency_key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-java-serialized-object", "application/x-www-form-urlencoded", "APPLICATION/X-WWW-FORM-URLENCODED", "multipart/form-data"})
    void whateverABodyIsSaidToBeItIsRead(String type) throws Exception {
        HttpResponse<String> answer = gateway.post(SEARCH, "{\"nonsense\":1}", "Content-Type", type);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    }

    @Test
    void aHeaderIsNoParameterAndAParameterNoHeader() throws Exception {
        assertThat(gateway.get("/api/v1/campaigns", "top", "none", "status", "none").statusCode()).isEqualTo(200);
        HttpResponse<String> answer = gateway.post("/api/v1/bookings?Idempotency-Key=" + "k".repeat(256), "{}");
        assertThat(gateway.json(answer).path("code").asText()).isEqualTo("invalid_request");
    }

    private static String code(String answer) throws IOException {
        return Json.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8)).path("code").asText();
    }

    private static String host() {
        return "127.0.0.1:" + gateway.port();
    }

    private static String post(String path, String headers, byte[] body) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(20_000);
            // HTTP 1.0, so that the answer is not in chunks and ends with the connection
            String head = "POST " + path + " HTTP/1.0\r\nHost: " + host() + "\r\n" + headers + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            try (InputStream in = socket.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
