package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** Clients that generators have made from the API's document work with the gateway; and a linter has nothing to say to the document. */
class ClientsIT {

    private static final Path MADE = Path.of("target/clients");
    private static final Path SOURCES = Path.of("src/test/clients");
    private static final String ON_THE_WAY = "campaign.received campaign.planning line.planned campaign.proposed";
    private static SandboxSeller seller;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        seller = new SandboxSeller("premium-news", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
        gateway = RunningGateway.start(folder, Map.of("premium-news", seller.baseUrl()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        seller.close();
    }

    @Test
    void javaClientShouldBookAPlanWhenItIsGenerated(@TempDir Path classes) throws Exception {
        // given
        var args = new ArrayList<String>(List.of("-proc:none", "-nowarn", "-d", classes.toString(), SOURCES.resolve("java/Drive.java").toString()));
        try (Stream<Path> files = Files.walk(MADE.resolve("java/src/main/java"))) {
            files.map(Path::toString).filter(f -> f.endsWith(".java")).forEach(args::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, args.toArray(String[]::new))).as("it compiles").isZero();

        // when
        Object told;
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> waiting = loader.loadClass("Drive$Waiting");
            Object patience = Proxy.newProxyInstance(loader, new Class<?>[] {waiting}, (proxy, method, arguments) -> {
                @SuppressWarnings("unchecked") Predicate<Object> done = (Predicate<Object>) arguments[0];
                gateway.await("the campaign", () -> done.test(null));
                return null;
            });
            told = loader.loadClass("Drive").getMethod("run", String.class, waiting).invoke(null, baseUrl(), patience);
        }

        // then
        assertThat(told.toString()).startsWith(ON_THE_WAY).contains("line.booked campaign.booked").endsWith(" 3000000000");
    }

    @Test
    void typeScriptClientsShouldBookAPlanWhenTheyAreGenerated() throws Exception {
        // given
        assumeTrue(isThere("node") && isThere("npm"), "There is no node or npm here: the TypeScript clients and the linter were left out");
        Path folder = MADE.resolve("typescript");
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(SOURCES.resolve("typescript"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        copyClient(MADE.resolve("typescript-fetch"), folder.resolve("typescript-fetch"));
        String document = Path.of("src/main/resources/openapi.yaml").toAbsolutePath().toString();

        // when
        run(folder, "npm", "ci", "--prefer-offline", "--no-progress");
        run(folder, "node_modules/.bin/redocly", "lint", "--max-problems=20", "--extends=recommended", document);
        run(folder, "node_modules/.bin/openapi-typescript", document, "-o", "schema.d.ts");
        run(folder, "node_modules/.bin/tsc", "-p", "tsconfig.json");
        String told = run(folder, "node", "made/drive.js", baseUrl());

        // then
        assertThat(told).contains("openapi-fetch: " + ON_THE_WAY, "line.booked campaign.booked", "typescript-fetch: 3000000000");
    }

    private static String baseUrl() {
        return "http://127.0.0.1:" + gateway.port() + "/api/v1";
    }

    private static void copyClient(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".ts")).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** @return what it has printed, when it has ended well within two minutes */
    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("said", ".txt");
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("REDOCLY_TELEMETRY", "off");
        builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        Process process = builder.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String text = Files.readString(said);
        Files.delete(said);
        assertThat(ended && process.exitValue() == 0).as(String.join(" ", command) + "\n" + text).isTrue();
        return text;
    }
}
