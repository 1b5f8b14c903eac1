package org.opendirect.gateway.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.opendirect.gateway.InstallFolder;
import org.opendirect.gateway.json.Json;

/** A gateway of the packaged jar as a process of its own, which can be stopped at a point, killed, paused, and started again. */
final class GatewayProcess implements AutoCloseable {

    private static final String JAR = System.getProperty("gateway.jar", "target/opendirect-gateway.jar");

    private final Path folder;
    private final List<String> settings;
    private final HttpServer hook;
    /** the point and step at which the gateway is held; and what tells the test that it is there */
    private final AtomicReference<Armed> armed = new AtomicReference<>();
    private final List<CountDownLatch> held = new ArrayList<>();
    private final String before;
    private Process process;
    private int port;

    /** @param name the step as the routes call it, such as {@code create-line} */
    private record Armed(String point, String name, CountDownLatch reached) {
    }

    /** @param limits put before the command, such as a {@code ulimit}; empty for none */
    GatewayProcess(Path folder, String limits, List<String> settings) throws IOException {
        this.folder = folder;
        this.settings = settings;
        this.before = limits;
        InstallFolder.prepare(Path.of(""), folder);
        hook = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
        hook.setExecutor(Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "hook");
            thread.setDaemon(true);
            return thread;
        }));
        hook.createContext("/", exchange -> {
            String[] at = exchange.getRequestURI().getPath().split("/");
            Armed a = armed.get();
            if (a != null && a.point().equals(at[1]) && a.name().equals(at[2]) && armed.compareAndSet(a, null)) {
                var latch = new CountDownLatch(1);
                held.add(latch);
                a.reached().countDown();
                waitFor(latch);
            }
            try {
                exchange.sendResponseHeaders(204, -1);
            } catch (IOException e) {
                // killed meanwhile
            }
            exchange.close();
        });
        hook.start();
    }

    /** Starts it, with the hooks unless it is to be as it is in production, and waits until it is ready. */
    void start(boolean hooked, String... more) throws IOException {
        if (port == 0) {
            port = InstallFolder.freePort();
        }
        var command = new ArrayList<String>();
        if (!before.isEmpty()) {
            command.addAll(List.of("bash", "-c", before + "; exec \"$@\"", "gateway"));
        }
        String jar = new File(JAR).getAbsolutePath();
        command.addAll(List.of(ProcessHandle.current().info().command().orElse("java"), "-XX:TieredStopAtLevel=1",
                "-Dproof.hook=http://127.0.0.1:" + hook.getAddress().getPort()));
        command.addAll(hooked ? List.of("-Dloader.path=" + new File("target/test-classes").getAbsolutePath(),
                "-Dloader.main=" + HookedGateway.class.getName(), "-cp", jar, "org.springframework.boot.loader.launch.PropertiesLauncher")
                : List.of("-jar", jar));
        command.addAll(List.of("--server.port=" + port));
        command.addAll(settings);
        command.addAll(List.of(more));
        process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("gateway.log").toFile())).start();
        Awaitility.await("readiness").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).ignoreExceptions()
                .until(() -> get("/actuator/health/readiness").statusCode() == 200);
    }

    /** Holds the gateway when it next comes to this point of this step; the latch opens when it is there. */
    CountDownLatch arm(String point, String step) {
        var reached = new CountDownLatch(1);
        armed.set(new Armed(point, step, reached));
        return reached;
    }

    /** Lets everything go on that is held. */
    void letGo() {
        armed.set(null);
        held.forEach(CountDownLatch::countDown);
        held.clear();
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        letGo();
    }

    /** Stops all its threads where they are, or lets them run again. */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    HttpResponse<String> get(String path) throws IOException {
        return Http.send("GET", "http://127.0.0.1:" + port + path, null);
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException {
        return Http.send("POST", "http://127.0.0.1:" + port + path, body, headers);
    }

    JsonNode json(String path) throws IOException {
        return Json.mapper().readTree(get(path).body());
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("gateway.log"));
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(120, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        hook.stop(0);
    }
}
