package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.whole.TroublesomeSellers.Manner;

/** Requests as they come over the wire, in pieces and together, while the one place for searches is taken and when it is free again. */
class OverloadTest {

    private static final String SEARCH = "POST /api/v1/products/search HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n";
    private static final String BODY = "{}";
    private static TroublesomeSellers sellers;
    private static RunningGateway gateway;
    private CompletableFuture<Integer> served;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        sellers = new TroublesomeSellers();
        gateway = RunningGateway.start(folder, sellers.named("good"), "gateway.sellers[0].dialect=opendirect", "gateway.fan-out.deadline=20s",
                "gateway.api.searches=1");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        sellers.close();
    }

    @BeforeEach
    void thePlaceIsTaken() {
        // an answer is received a moment before its permit is released
        gateway.await("no search", () -> gateway.get("/actuator/prometheus").body().contains("gateway_requests_under_way{kind=\"search\"} 0.0"));
        sellers.shut();
        sellers.is("good", Manner.WAITS);
        int before = sellers.searched("good");
        served = CompletableFuture.supplyAsync(() -> {
            try {
                return gateway.post("/api/v1/products/search", BODY).statusCode();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        gateway.await("a search under way", () -> sellers.searched("good") == before + 1);
    }

    @AfterEach
    void itIsServedAllTheSame() {
        free();
        assertThat(served.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(200);
    }

    private void free() {
        sellers.is("good", Manner.GOOD);
        sellers.open();
        served.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void searchShouldBeRejectedWhenOneIsActiveAndServedWhenItHasEnded() throws Exception {
        try (var caller = new Caller()) {
            caller.send(SEARCH + BODY);
            assertThat(caller.status()).isEqualTo(503);
            assertThat(caller.head).contains("retry-after: 1", "content-type: application/problem+json");
            assertThat(Json.parse(caller.body.getBytes(StandardCharsets.UTF_8)).path("code").asText()).isEqualTo("over_capacity");
        }
        assertThat(gateway.get("/api/v1/sellers").statusCode()).as("what does not search").isEqualTo(200);
        free();
        for (int i = 0; i < 2; i++) {
            gateway.await("a permit", () -> gateway.post("/api/v1/products/search", BODY).statusCode() == 200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%61pi/v1/products/search", "/api;x/v1/products/search", "//api/v1/products/search", "/api/v1/sellers/../products/search"})
    void aSearchIsASearchHoweverItsAddressIsWritten(String path) throws Exception {
        try (var caller = new Caller()) {
            caller.send(SEARCH.replace("/api/v1/products/search", path) + BODY);
            assertThat(caller.status()).isEqualTo(503);
        }
    }

    @Test
    void aRequestMayComeInPieces() throws Exception {
        try (var caller = new Caller()) {
            caller.send(SEARCH.substring(0, 40));
            caller.send(SEARCH.substring(40));
            assertThat(caller.status()).isEqualTo(503);
        }
    }

    @Test
    void whatIsTooLargeToBeLookedAtWholeIsTurnedAwayByTheServer() throws Exception {
        try (var caller = new Caller()) {
            caller.send(SEARCH.replace("Content-Length: 2", "Content-Length: 20000") + " ".repeat(20_000));
            assertThat(caller.status()).isEqualTo(503);
        }
    }

    @Test
    void whoAsksFirstWhetherToSendItsBodyIsNotToldToGoOnForNothing() throws Exception {
        try (var caller = new Caller()) {
            caller.send(SEARCH.replace("Host: h", "Host: h\r\nExpect: 100-continue"));
            assertThat(caller.status()).isEqualTo(503);
        }
        free();
        gateway.await("the place", () -> {
            try (var caller = new Caller()) {
                caller.send(SEARCH.replace("Host: h", "Host: h\r\nExpect: 100-continue"));
                if (!caller.line().contains(" 100")) {
                    return false;
                }
                caller.line();
                caller.send(BODY);
                return caller.status() == 200;
            }
        });
    }

    @Test
    void whoStopsInTheMiddleOfABodyIsNotAwaitedForEver() throws Exception {
        try (var caller = new Caller()) {
            caller.send(SEARCH + "{");
            caller.socket.shutdownOutput();
            assertThat(caller.status()).isEqualTo(503);
        }
    }

    @Test
    void requestsThatComeTogetherAreAnsweredInTurn() throws Exception {
        try (var caller = new Caller()) {
            caller.send("GET /actuator/health/liveness HTTP/1.1\r\nHost: h\r\n\r\n" + SEARCH + BODY);
            assertThat(caller.status()).isEqualTo(200);
            assertThat(caller.status()).isEqualTo(503);
        }
    }

    @Test
    void aRequestThatTheServerRefusesTakesNoPlace() throws Exception {
        free();
        for (int i = 0; i < 3; i++) {
            gateway.await("400, without a host", () -> {
                try (var caller = new Caller()) {
                    caller.send(SEARCH.replace("Host: h", "X: h") + BODY);
                    return caller.status() == 400;
                }
            });
        }
        gateway.await("the place", () -> gateway.post("/api/v1/products/search", BODY).statusCode() == 200);
    }

    @Test
    void whoHangsUpTakesNoPlace() throws Exception {
        free();
        for (int i = 0; i < 3; i++) {
            try (var caller = new Caller()) {
                caller.send(SEARCH + "{");
            }
        }
        gateway.await("the place", () -> gateway.post("/api/v1/products/search", BODY).statusCode() == 200);
    }

    /** One connection, in plain bytes. */
    private static final class Caller implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
        private final InputStream in = new BufferedInputStream(socket.getInputStream());
        private String head;
        private String body;

        Caller() throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
        }

        void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }

        /** Reads one answer to its end. */
        int status() throws IOException {
            var lines = new StringBuilder();
            for (String line = line(); !line.isEmpty(); line = line()) {
                lines.append(line.toLowerCase(Locale.ROOT)).append('\n');
            }
            head = lines.toString();
            body = head.contains("transfer-encoding: chunked") ? chunks()
                    : new String(in.readNBytes(Integer.parseInt(head.replaceAll("(?s).*content-length: (\\d+).*", "$1"))), StandardCharsets.UTF_8);
            return Integer.parseInt(head.split(" ")[1]);
        }

        private String chunks() throws IOException {
            var all = new StringBuilder();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                all.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
                line();
            }
            line();
            return all.toString();
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("the connection was closed");
                }
                if (b != '\r') {
                    line.append((char) b);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
