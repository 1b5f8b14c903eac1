package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendirect.gateway.whole.ScriptedSeller.counters;
import static org.opendirect.gateway.whole.ScriptedSeller.says;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.GatewayApplication;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.opendirect.gateway.whole.ClosingServer.Manner;

/** Sellers whose connections close without a word, and sellers behind a forward proxy: what counts is what they hold in the end. */
class ConnectionsTest {

    private static final String PROXY_PASSWORD = "pr0xy-pass";
    private static SandboxSeller sandbox;
    private static SandboxSeller far;
    private static ScriptedSeller scripted;
    private static ClosingServer closing;
    private static ClosingServer talking;
    private static ForwardProxyServer proxy;
    private static HttpServer tokens;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        sandbox = new SandboxSeller("premium-news", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
        far = new SandboxSeller("premium-ctv", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
        scripted = new ScriptedSeller();
        closing = new ClosingServer(sandbox.baseUrl());
        talking = new ClosingServer(scripted.baseUrl());
        tokens = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
        tokens.createContext("/", exchange -> {
            try (exchange) {
                byte[] token = "{\"access_token\":\"t0ken\",\"expires_in\":3600}".getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, token.length);
                exchange.getResponseBody().write(token);
            }
        });
        tokens.start();
        proxy = new ForwardProxyServer("buyer:" + PROXY_PASSWORD);
        proxy.knows("far.example:80", far.port());
        proxy.knows("tokens.example:8081", tokens.getAddress().getPort());
        var sellers = new LinkedHashMap<String, String>();
        sellers.put("closing", closing.baseUrl());
        sellers.put("talking", talking.baseUrl());
        sellers.put("far", "http://far.example/api/v2.1");
        sellers.put("unknown", "https://unknown.example/api/v2.1");
        sellers.put("without", "http://without.example/api/v2.1");
        sellers.put("excepted", "http://eu.excepted.example/api/v2.1");
        gateway = RunningGateway.start(folder, sellers, "gateway.sellers[0].dialect=opendirect", "gateway.sellers[1].dialect=opendirect",
                "gateway.sellers[2].oauth2.token-url=http://tokens.example:8081/token", "gateway.sellers[2].oauth2.client-id=us",
                "gateway.sellers[4].proxy=off", "gateway.proxy.url=http://127.0.0.1:" + proxy.port(), "gateway.proxy.username=buyer",
                "gateway.proxy.password=" + PROXY_PASSWORD, "gateway.proxy.no-proxy=excepted.example");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        proxy.close();
        tokens.stop(0);
        talking.close();
        closing.close();
        scripted.close();
        far.close();
        sandbox.close();
    }

    @ParameterizedTest
    @EnumSource
    void bookingShouldBeHeldOnceWhenServerClosesWithoutAWord(Manner manner) throws Exception {
        // given
        closing.is(manner);

        // when
        JsonNode booking = book("closing", "Closing " + manner, "prod_article_display");

        // then
        assertThat(booking.path("status").asText()).as(booking.toString()).isEqualTo("BOOKED");
        assertThat(held(sandbox, "Closing " + manner)).containsExactly("Booked");
    }

    @ParameterizedTest
    @EnumSource(names = "AFTER_500", mode = EnumSource.Mode.EXCLUDE)
    void negotiationShouldReachItsPriceWhenServerClosesWithoutAWord(Manner manner) throws Exception {
        // given
        talking.is(manner);
        scripted.script("closing-" + manner, counters("40"), counters("30"), counters("24"), says(200, "{\"action\":\"accept\",\"sellerPrice\":24}"));

        // when
        JsonNode ended = gateway.json(gateway.post("/api/v1/negotiations", """
                {"seller":"talking","proposalId":"closing-%s","mode":"auto",
                 "strategy":{"type":"threshold","targetCpm":20,"maxCpm":29,"concessionStep":2,"maxRounds":5}}""".formatted(manner)));

        // then
        assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("accepted");
        assertThat(scripted.heard("closing-" + manner)).as("each once").hasSize(4).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(names = "AFTER_500", mode = EnumSource.Mode.EXCLUDE)
    void searchesShouldAllBeAnsweredWhenServerClosesWithoutAWord(Manner manner) throws Exception {
        // given
        closing.is(manner);

        // when
        List<String> statuses = List.of(search("closing"), search("closing"), search("closing"));

        // then
        assertThat(statuses).containsOnly("ok");
    }

    @Test
    void bookingShouldGoThroughTheProxyWhenOneIsSet() throws Exception {
        // when
        JsonNode booking = book("far", "Far", "prod_ctv_spot");

        // then
        assertThat(booking.path("status").asText()).as(booking.toString()).isEqualTo("BOOKED");
        assertThat(held(far, "Far")).containsExactly("Booked");
        assertThat(proxy.heard()).contains("POST http://tokens.example:8081/token").anyMatch(h -> h.matches("POST http://far.example/api/v2.1/accounts/.*/orders"));
        assertThat(proxy.heard()).as("the password is asked for once a seller, and told from then on")
                .filteredOn(h -> h.startsWith("407 ") && h.contains("far.example")).hasSizeLessThan(20);
        assertThat(proxy.heard()).as("this machine, and what is excepted").noneMatch(h -> h.matches(".*(127\\.0\\.0\\.1|localhost|without|excepted).*"));
    }

    @Test
    void walkOfTheDoctorShouldGoThroughTheProxyWhenOneIsSet() throws Exception {
        // when
        var answer = gateway.post("/api/v1/sellers/far/doctor", "{\"book\":true,\"productId\":\"prod_ctv_sports\",\"advertiserId\":\"adv-1\"}");

        // then
        assertThat(gateway.json(answer).path("checks")).as(answer.body()).filteredOn(c -> c.path("result").asText().equals("failed"))
                .extracting(c -> c.path("id").asText()).as("the token goes over plain http").containsExactly("reach.secure");
        assertThat(gateway.json(answer).at("/counts/passed").asInt()).isGreaterThan(60);
    }

    /** As a process of its own, which has the environment and the certificates that the test wants. */
    @Test
    void doctorShouldWalkOverTlsWhenTheEnvironmentNamesAProxy(@TempDir Path folder) throws Exception {
        // given
        Path store = TlsFront.certificate(folder.resolve("trusted.p12"));
        try (var front = new TlsFront(store, far.baseUrl())) {
            proxy.knows("seller.example:443", front.port());
            var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
            command.addAll(TlsFront.trusting(store));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), GatewayApplication.class.getName(), "doctor",
                    "https://seller.example/api/v2.1", "--json"));
            var doctor = new ProcessBuilder(command).redirectError(folder.resolve("err").toFile()).redirectOutput(folder.resolve("out").toFile());
            doctor.environment().put("HTTPS_PROXY", "http://buyer:" + PROXY_PASSWORD + "@127.0.0.1:" + proxy.port());

            // when
            Process walk = doctor.start();

            // then
            assertThat(walk.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String said = Files.readString(folder.resolve("out"));
            // a JVM that has just started on a busy machine may miss the card's deadline
            assertThat(Json.parse(said.getBytes(StandardCharsets.UTF_8)).path("checks")).as(said).isNotEmpty()
                    .filteredOn(c -> c.path("result").asText().equals("failed")).extracting(c -> c.path("id").asText()).isSubsetOf("reach.in-time");
            assertThat(proxy.heard()).contains("407 CONNECT seller.example:443", "CONNECT seller.example:443");
            assertThat(said + Files.readString(folder.resolve("err"))).doesNotContain(PROXY_PASSWORD);
        }
    }

    @Test
    void sellerShouldBeUnreachableWhenTheProxyDoesNotKnowIt() throws Exception {
        // when
        var answer = gateway.post("/api/v1/products/search", "{\"sellers\":[\"unknown\"]}");

        // then
        JsonNode problem = gateway.json(answer).at("/sellers/0/problem");
        assertThat(problem.path("code").asText()).as(answer.body()).isEqualTo("seller_unreachable");
        assertThat(problem.path("detail").asText()).isEqualTo("not reachable: the proxy answered HTTP 502 instead of a connection");
        assertThat(answer.body()).doesNotContain(PROXY_PASSWORD);
        assertThat(proxy.heard()).contains("CONNECT unknown.example:443");
    }

    private static String search(String seller) throws Exception {
        return gateway.json(gateway.post("/api/v1/products/search", "{\"sellers\":[\"" + seller + "\"]}")).at("/sellers/0/status").asText();
    }

    private static JsonNode book(String seller, String name, String product) throws Exception {
        var answer = gateway.post("/api/v1/bookings", """
                {"seller":"%s","name":"%s","currency":"USD","budget":1000,"startDate":"2027-05-01","endDate":"2027-05-31",
                 "lines":[{"name":"One","productId":"%s","rateType":"CPM","rate":40,"quantity":10000}]}""".formatted(seller, name, product));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
    }

    /** The states of the lines that the seller holds under orders of this name. */
    @SuppressWarnings("unchecked")
    private static List<String> held(SandboxSeller seller, String order) {
        var orders = (List<Map<String, Object>>) seller.ledger().get("orders");
        var lines = (List<Map<String, Object>>) seller.ledger().get("lines");
        List<Object> ids = orders.stream().filter(o -> String.valueOf(o.get("name")).startsWith(order)).map(o -> o.get("id")).toList();
        assertThat(ids).as("orders named " + order).hasSize(1);
        return lines.stream().filter(l -> ids.contains(l.get("orderId"))).map(l -> String.valueOf(l.get("bookingStatus"))).toList();
    }
}
