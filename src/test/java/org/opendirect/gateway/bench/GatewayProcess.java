package org.opendirect.gateway.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.opendirect.gateway.InstallFolder;

/** The packaged jar as a process, in a folder that holds nothing but its settings and routes, spoken to over HTTP. */
final class GatewayProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(40);
    /** a JVM that writes down its start for the next one takes a while over it */
    private static final Duration END = Duration.ofSeconds(60);
    private static final Duration CALL = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path log;
    private final String api;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();

    private final int port;
    private final long started = System.nanoTime();

    private GatewayProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.api = "http://127.0.0.1:" + port;
    }

    /**
     * Starts one; it is ready later.
     *
     * @param root     the project's folder, with the jar, application.yaml and routes/
     * @param folder   where it runs; made
     * @param jvmFlags none is how it is shipped
     */
    static GatewayProcess start(Path root, Path folder, List<String> jvmFlags, List<String> settings) throws IOException {
        return start(ProcessHandle.current().info().command().orElse("java"), root, folder, jvmFlags, settings);
    }

    /** The same in a JVM of choice. */
    static GatewayProcess start(String java, Path root, Path folder, List<String> jvmFlags, List<String> settings) throws IOException {
        var command = new ArrayList<>(List.of(java));
        command.addAll(jvmFlags);
        command.addAll(List.of("-jar", root.resolve("target/opendirect-gateway.jar").toAbsolutePath().toString()));
        return launch(command, Map.of(), root, folder, settings);
    }

    /** The same by bin/gateway, in a folder in which it may have been before. */
    static GatewayProcess startByScript(String java, Path root, Path folder, List<String> jvmFlags, List<String> settings) throws IOException {
        var environment = Map.of("JAVA_HOME", Path.of(java).getParent().getParent().toString(), "JAVA_OPTS", String.join(" ", jvmFlags));
        return launch(List.of(root.resolve("bin/gateway").toAbsolutePath().toString()), environment, root, folder, settings);
    }

    private static GatewayProcess launch(List<String> start, Map<String, String> environment, Path root, Path folder, List<String> settings)
            throws IOException {
        InstallFolder.prepare(root, folder);
        int port = InstallFolder.freePort();
        var command = new ArrayList<>(start);
        command.addAll(List.of("--server.port=" + port, "--logging.level.root=WARN", "--logging.level.org.opendirect=WARN"));
        command.addAll(settings);
        Path log = folder.resolve("gateway.log");
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        builder.environment().putAll(environment);
        return new GatewayProcess(builder.start(), log, port);
    }

    /** Returns how long it took from its start. */
    Duration awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                if (send(request("/actuator/health/readiness").GET()).statusCode() == 200) {
                    return Duration.ofNanos(System.nanoTime() - started);
                }
            } catch (IOException e) {
                // not listening yet
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("the gateway did not become ready");
    }

    int port() {
        return port;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Orders lines that cost 200.00 each; returns the booking's id. */
    String book(String name, String dates, int lines) throws IOException, InterruptedException {
        var json = new StringBuilder("{\"seller\":\"stub\",\"name\":\"").append(name).append("\",\"currency\":\"USD\",").append(dates)
                .append(",\"lines\":[");
        for (int i = 1; i <= lines; i++) {
            json.append(i == 1 ? "" : ",").append("{\"name\":\"Line ").append(i)
                    .append("\",\"productId\":\"prod-1\",\"rate\":20,\"quantity\":10000}");
        }
        // the key is what docs/rest-api.md tells callers to send
        HttpResponse<String> answer = send(request("/api/v1/bookings").header("Content-Type", "application/json")
                .header("Idempotency-Key", name).POST(HttpRequest.BodyPublishers.ofString(json.append("]}").toString())));
        if (answer.statusCode() != 202) {
            throw new IllegalStateException("the gateway answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body()).path("id").asText();
    }

    String status(String booking) throws IOException, InterruptedException {
        return JSON.readTree(send(request("/api/v1/bookings/" + booking).GET()).body()).path("status").asText();
    }

    /** Submits a plan; returns the campaign's id. */
    String plan(String json) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request("/api/v1/campaigns").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
        if (answer.statusCode() != 202) {
            throw new IllegalStateException("the gateway answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body()).path("id").asText();
    }

    String campaign(String id) throws IOException, InterruptedException {
        return JSON.readTree(send(request("/api/v1/campaigns/" + id).GET()).body()).path("status").asText();
    }

    /** What it has complained of; at WARN a run that goes well leaves nothing. */
    List<String> complaints() throws IOException {
        return Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api + path)).timeout(CALL);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
