package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) {
        gateway = RunningGateway.start(folder, Map.of("nobody", "http://127.0.0.1:9"), "gateway.api.max-body=1KB");
    }

    @AfterAll
    static void stop() {
        gateway.close();
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
