package org.opendirect.gateway.whole;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.opendirect.gateway.GatewayApplication;
import org.opendirect.gateway.booking.PlantedBugConfiguration;
import org.opendirect.gateway.json.Json;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole gateway in this process, with its own database and folders, spoken to over HTTP. */
public final class RunningGateway implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(30);
    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private RunningGateway(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Sellers by id, each with its base URL; further settings as {@code name=value}. */
    public static RunningGateway start(Path folder, Map<String, String> sellers, String... settings) {
        var args = new ArrayList<String>(List.of("--server.port=0", "--gateway.store.url=jdbc:sqlite:" + folder.resolve("gateway.db"),
                "--gateway.plans.inbox=" + folder.resolve("plans/inbox"), "--gateway.plans.settle=200ms", "--gateway.booking.settle-window=150ms",
                "--gateway.booking.backoff-min=50ms", "--gateway.booking.backoff-max=1s", "--logging.level.root=WARN", "--logging.level.org.opendirect=WARN"));
        int i = 0;
        for (var seller : sellers.entrySet()) {
            args.add("--gateway.sellers[" + i + "].id=" + seller.getKey());
            args.add("--gateway.sellers[" + i + "].base-url=" + seller.getValue());
            i++;
        }
        for (String setting : settings) {
            String name = "--" + setting.substring(0, setting.indexOf('=') + 1);
            args.removeIf(a -> a.startsWith(name));
            args.add("--" + setting);
        }
        var sources = new ArrayList<Class<?>>(List.of(GatewayApplication.class));
        if (args.stream().anyMatch(a -> a.startsWith("--planted.bug="))) {
            sources.add(PlantedBugConfiguration.class);
            args.add("--spring.main.allow-bean-definition-overriding=true");
        }
        var gateway = new RunningGateway(new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).run(args.toArray(String[]::new)));
        gateway.await("readiness", () -> gateway.get("/actuator/health/readiness").statusCode() == 200);
        return gateway;
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, null, headers);
    }

    public HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send("POST", path, body, headers);
    }

    public JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.mapper().readTree(response.body());
    }

    public JsonNode getJson(String path) throws IOException, InterruptedException {
        return json(get(path));
    }

    /** Waits until the object at the path has left its passing states. */
    public JsonNode awaitEnd(String path) {
        await("the end of " + path, () -> !List.of("RECEIVED", "PLANNING", "WAITING", "PLANNED", "BOOKING").contains(getJson(path).path("status").asText()));
        try {
            return getJson(path);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(40)).ignoreExceptions().until(condition);
    }

    public HttpResponse<String> send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(Duration.ofSeconds(20))
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null && headers.length == 0) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.close();
    }
}
