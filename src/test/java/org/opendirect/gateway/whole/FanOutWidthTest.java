package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Camel fans out over ten threads unless it is told otherwise; the eleventh seller would wait for the first. */
class FanOutWidthTest {

    private static final int SELLERS = 30;

    @Test
    void allSellersAreAskedBeforeAnyHasAnswered(@TempDir Path folder) throws Exception {
        // given a server that answers nobody before all have asked
        var allHaveAsked = new CountDownLatch(SELLERS);
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), SELLERS);
        var threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] answer = "{\"products\":[]}".getBytes(StandardCharsets.UTF_8);
                boolean search = exchange.getRequestURI().getPath().endsWith("/search");
                if (search) {
                    allHaveAsked.countDown();
                    allHaveAsked.await(20, TimeUnit.SECONDS);
                }
                exchange.sendResponseHeaders(search ? 200 : 404, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        Map<String, String> sellers = new TreeMap<>();
        for (int i = 0; i < SELLERS; i++) {
            sellers.put("s" + i, "http://127.0.0.1:" + server.getAddress().getPort() + "/" + i);
        }

        // when
        try (RunningGateway gateway = RunningGateway.start(folder, sellers, "gateway.fan-out.deadline=15s")) {
            JsonNode answer = gateway.json(gateway.post("/api/v1/products/search", "{}"));

            // then
            assertThat(allHaveAsked.getCount()).isZero();
            assertThat(answer.path("complete").asBoolean()).as(answer.toString()).isTrue();
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
