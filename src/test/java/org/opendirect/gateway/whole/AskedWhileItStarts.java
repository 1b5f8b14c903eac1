package org.opendirect.gateway.whole;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;

/**
 * Calls a gateway of this process while it starts, on the thread that starts it: when its port has been opened, and when the first of the
 * routes has been started that serve REST calls.
 */
class AskedWhileItStarts {

    static final List<String> CALLS = List.of("GET /api/v1/sellers", "HEAD /api/v1/sellers", "DELETE /api/v1/sellers", "OPTIONS /api/v1/campaigns",
            "T /api/v1/sellers", "POST /api/v1/campaigns?dry_run=true", "PUT /api/v1/bookings", "GET /api/v1/products/search", "GET /api/v1/none", "GET /",
            "GET /actuator/health/readiness");
    /** by when and what was asked: the status, Retry-After and the body */
    static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

    private final HttpClient http = HttpClient.newHttpClient();
    private final CamelContext context;
    private volatile int port;
    private volatile boolean hasRoutes;

    AskedWhileItStarts(CamelContext context) {
        this.context = context;
    }

    @EventListener
    void onOpened(WebServerInitializedEvent event) throws IOException, InterruptedException {
        port = event.getWebServer().getPort();
        ask("without routes");
        var policy = new RoutePolicySupport() {
            @Override
            public void onStart(Route route) {
                if (route.getEndpoint().getEndpointUri().startsWith("rest:") && !hasRoutes) {
                    hasRoutes = true;
                    try {
                        ask("with the first route");
                    } catch (IOException | InterruptedException e) {
                        throw new RuntimeCamelException(e);
                    }
                }
            }
        };
        context.addRoutePolicyFactory((camelContext, id, route) -> policy);
    }

    private void ask(String when) throws IOException, InterruptedException {
        for (String call : CALLS) {
            String[] words = call.split(" ");
            HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + words[1])).timeout(Duration.ofSeconds(10))
                    .method(words[0], HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
            ANSWERS.put(when + ": " + call, answer.statusCode() + " " + answer.headers().firstValue("Retry-After").orElse("-") + " " + answer.body());
        }
    }
}
