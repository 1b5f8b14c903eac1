package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.seller.dialect.OpenDirect;
import org.opendirect.gateway.seller.dialect.Profile;
import org.springframework.context.annotation.Bean;

/** Credentials in the seller's own way, a seller that is not to be spoken to, and a dialect that somebody has added. */
class LearningTest {

    private static final String PRODUCTS = "{\"products\":[{\"id\":\"p1\",\"basePrice\":5}]}";
    private static final Map<String, Answering> SELLERS = new LinkedHashMap<>();
    private static final AtomicInteger TOKENS = new AtomicInteger();
    private static Answering tokens;
    private static RunningGateway gateway;

    /** A small HTTP server, and everything it was asked. */
    private static final class Answering implements AutoCloseable {
        private final HttpServer server;
        private final List<String> asked = new CopyOnWriteArrayList<>();

        /** What to answer: status and body. */
        interface Rule {
            Object[] answer(String request, HttpExchange exchange, String body);
        }

        Answering(Rule rule) throws IOException {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/", exchange -> {
                try (exchange) {
                    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
                    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                    asked.add(request);
                    Object[] answer = rule.answer(request, exchange, body);
                    byte[] bytes = answer[1].toString().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders((int) answer[0], bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /** A kind of seller that is none of ours: OpenDirect, whose products stand elsewhere. */
    static class AddedDialect {
        @Bean
        Dialect.Kind shelves() {
            return new Dialect.Kind() {
                @Override
                public String name() {
                    return "shelves";
                }

                @Override
                public Dialect with(Profile profile) {
                    var like = (OpenDirect) OpenDirect.KIND.with(profile);
                    return new OpenDirect(profile, new ShelvesCatalog(like.catalog()), like.booking(), like.proposals());
                }
            };
        }
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        SELLERS.put("accesstoken", new Answering((request, exchange, body) -> "tok".equals(exchange.getRequestHeaders().getFirst("AccessToken"))
                ? request.contains("/products") ? says(200, PRODUCTS) : says(404, "{}") : says(401, "{\"detail\":\"AccessToken is missing\"}")));
        tokens = new Answering((request, exchange, body) -> {
            String basic = exchange.getRequestHeaders().getFirst("Authorization");
            return basic != null && basic.startsWith("Basic ") && body.contains("grant_type=client_credentials") && body.contains("scope=buy")
                    ? says(200, "{\"access_token\":\"t" + TOKENS.incrementAndGet() + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}") : says(401, "{}");
        });
        SELLERS.put("oauth", new Answering((request, exchange, body) -> ("Bearer t" + TOKENS.get()).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                ? request.contains("search") ? says(200, PRODUCTS) : says(404, "{}") : says(401, "{\"detail\":\"token expired\"}")));
        SELLERS.put("nine", new Answering((request, exchange, body) -> request.contains("agent.json")
                ? says(200, "{\"name\":\"Nine\",\"openDirectVersion\":\"9.0\"}") : says(200, PRODUCTS)));
        SELLERS.put("shelves", new Answering((request, exchange, body) -> request.startsWith("GET /shelves") ? says(200, PRODUCTS) : says(404, "{}")));
        var urls = new LinkedHashMap<String, String>();
        SELLERS.forEach((id, seller) -> urls.put(id, seller.url()));
        gateway = RunningGateway.start(folder, urls, "gateway.sellers[0].token=tok", "gateway.sellers[1].oauth2.token-url=" + tokens.url() + "/token",
                "gateway.sellers[1].oauth2.client-id=me", "gateway.sellers[1].oauth2.client-secret=secret", "gateway.sellers[1].oauth2.scope=buy",
                "gateway.sellers[3].dialect=shelves", "spring.main.sources=" + AddedDialect.class.getName());
    }

    private static Object[] says(int status, String body) {
        return new Object[] {status, body};
    }

    @AfterAll
    static void stop() {
        gateway.close();
        SELLERS.values().forEach(Answering::close);
        tokens.close();
    }

    @Test
    void theHeaderOfTheStandardIsTriedAfterA401AndKept() throws Exception {
        assertThat(search("accesstoken").at("/sellers/0/status").asText()).isEqualTo("ok");
        assertThat(choice("accesstoken", "token-header").path("value").asText()).isEqualTo("AccessToken: {token}");
        assertThat(choice("accesstoken", "token-header").path("evidence").asText()).doesNotContain("tok ").contains("401");
        int before = SELLERS.get("accesstoken").asked.size();
        search("accesstoken");
        assertThat(SELLERS.get("accesstoken").asked).as("known, so nothing is refused any more").hasSize(before + 1);
        assertThat(SELLERS.get("oauth").asked).noneMatch(r -> r.contains("tok\""));
    }

    @Test
    void aTokenIsFetchedOnceForAllAndAnewAfterA401() throws Exception {
        int begun = TOKENS.get();
        var pool = Executors.newFixedThreadPool(10);
        try {
            List<Callable<JsonNode>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(() -> search("oauth"));
            }
            for (var answer : pool.invokeAll(all)) {
                assertThat(answer.get().at("/sellers/0/status").asText()).as(answer.get().toString()).isEqualTo("ok");
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(TOKENS.get()).as("one token for twenty").isEqualTo(Math.max(1, begun));

        // the seller takes only a newer one
        TOKENS.incrementAndGet();
        assertThat(search("oauth").at("/sellers/0/status").asText()).as("fetched anew, and the call made once more").isEqualTo("ok");
    }

    @Test
    void aSellerOfAnotherVersionIsAskedForItsCardAndNothingElse() throws Exception {
        var answer = gateway.post("/api/v1/products/search", "{\"sellers\":[\"nine\"]}");

        assertThat(gateway.json(answer).at("/sellers/0/status").asText()).isEqualTo("unsupported");
        assertThat(gateway.getJson("/api/v1/sellers/nine").path("status").asText()).isEqualTo("incompatible");
        assertThat(SELLERS.get("nine").asked).allMatch(r -> r.equals("GET /.well-known/agent.json")).isNotEmpty();
    }

    @Test
    void aDialectThatWasAddedIsSpokenWithoutTouchingARoute() throws Exception {
        JsonNode answer = search("shelves");

        assertThat(answer.at("/products/0/id").asText()).as(answer.toString()).isEqualTo("p1");
        assertThat(gateway.getJson("/api/v1/sellers/shelves").path("dialect").asText()).isEqualTo("shelves");
        assertThat(SELLERS.get("shelves").asked).anyMatch(r -> r.startsWith("GET /shelves"));
    }

    private static JsonNode search(String seller) throws Exception {
        return gateway.json(gateway.post("/api/v1/products/search", "{\"sellers\":[\"" + seller + "\"]}"));
    }

    private static JsonNode choice(String seller, String choice) throws Exception {
        for (JsonNode c : gateway.getJson("/api/v1/sellers/" + seller).path("profile")) {
            if (c.path("choice").asText().equals(choice)) {
                return c;
            }
        }
        throw new AssertionError("no such choice: " + choice);
    }
}
