package org.opendirect.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.GatewayApplication;
import org.opendirect.gateway.doctor.Ailing.Reply;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** {@code doctor <url>} on the command line. */
class DoctorCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int call(Map<String, String> environment, String... args) {
        return new DoctorCommand(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), environment).call(List.of(args));
    }

    private static SandboxSeller sandbox(SandboxDialect dialect) {
        return Practice.sandbox("budget-network", dialect, Clock.systemUTC());
    }

    @Test
    void aSellerThatIsWellIsShownAsATableWithItsSettings() {
        try (var seller = sandbox(SandboxDialect.SPEC)) {
            assertThat(call(Map.of(), seller.baseUrl())).isZero();

            assertThat(out.toString(StandardCharsets.UTF_8)).contains("Reaching it\n  passed ", " 0 failed, ", "gateway:\n  sellers:\n    - id: \"localhost-" + seller.port() + "\"\n",
                    "avails: \"list\"");
            assertThat(err.size()).isZero();
        }
    }

    @Test
    void asJsonThereIsNothingElse() throws IOException {
        try (var seller = sandbox(SandboxDialect.IAB_AGENT)) {
            assertThat(call(Map.of(), seller.baseUrl(), "--json", "--book")).isZero();

            JsonNode report = Json.parse(out.toByteArray());
            assertThat(report.at("/dialect").asText()).isEqualTo("iab-agent");
            assertThat(report.at("/book").asBoolean()).isTrue();
            assertThat(report.at("/checks")).hasSize(Check.values().length);
            assertThat(Practice.states(seller)).isEqualTo(List.of("Canceled"));
        }
    }

    @Test
    void aCheckThatFailsIsExitCodeOneAndThePageIsWrittenAllTheSame(@TempDir Path folder) throws IOException {
        try (var well = sandbox(SandboxDialect.SEED); var seller = new Ailing(well, (asked, answer) -> asked.what().equals("GET /no-such-path-0") ? Reply.of(200, "{}") : answer.answer())) {
            Path page = folder.resolve("report.html");

            assertThat(call(Map.of(), seller.baseUrl(), "--html", page.toString())).isEqualTo(1);
            assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("What has failed", "errors.path");
        }
    }

    @Test
    void aSellerThatCannotBeReachedIsExitCodeOne() throws IOException {
        int nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        assertThat(call(Map.of(), "http://127.0.0.1:" + nobody + "/api/v2.1", "--timeout", "2s")).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("FAILED      reach.answers", "not reachable");
    }

    @Test
    void credentialsComeFromTheArgumentsOrTheEnvironmentAndAreNotShown() throws IOException {
        try (var well = sandbox(SandboxDialect.SEED); var seller = new Ailing(well, (asked, answer) -> answer.answer())) {
            call(Map.of("OPENDIRECT_TOKEN", "from-env", "OPENDIRECT_API_KEY", "key"), seller.baseUrl());
            assertThat(seller.credentials()).isNotEmpty().containsOnly("Bearer from-env");
            seller.credentials().clear();
            call(Map.of("OPENDIRECT_TOKEN", "from-env"), seller.baseUrl(), "--token", "from-args");
            assertThat(seller.credentials()).isNotEmpty().containsOnly("Bearer from-args");
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("a token was given", "the credential is left out").doesNotContain("from-env", "from-args");
        }
    }

    @Test
    void theAccountThatIsGivenIsLookedInto() {
        try (var seller = sandbox(SandboxDialect.SEED)) {
            assertThat(call(Map.of(), seller.baseUrl(), "--account-id", "acct_77")).isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("acct_77 is not among the accounts that it shows");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "                                    |which seller? give its base URL",
        "http://a http://b                   |one seller at a time: give one URL",
        "ftp://a                             |Wrong setting: <url> = ftp://a (allowed: http(s)://host[:port][/path], without credentials, query or fragment)",
        "http://a --colour red               |unknown option --colour",
        "http://a --token=abc                |unknown option --token",
        "http://a --token                    |--token needs a value",
        "http://a --token --json             |--token needs a value",
        "http://a --timeout soon             |--timeout soon: a duration above 0, such as 5s",
        "http://a --timeout 0s               |--timeout 0s: a duration above 0, such as 5s",
        "http://a --product ..               |--product ..: not usable as an id",
        "http://a --html /no/such/folder/a   |--html /no/such/folder/a: a file in a folder that exists",
        "http://a --token söcret             |Wrong setting: gateway.sellers[0].token = (not shown) (allowed: visible ASCII characters only)"})
    void wrongUseIsOneLineAndTheUsage(String args, String line) {
        assertThat(call(Map.of(), args == null ? new String[0] : args.split(" "))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines().toList()).first().isEqualTo(line);
        assertThat(err.toString(StandardCharsets.UTF_8).lines().toList().get(1)).startsWith("usage: java -jar opendirect-gateway.jar doctor <url>");
        assertThat(out.size()).isZero();
    }

    @Test
    void variableThatNamesNoProxyIsOneLineToo() {
        assertThat(call(Map.of("HTTP_PROXY", "socks5://us:s3cret@proxy.example:1080"), "http://seller.example")).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines().toList()).first().asString().startsWith("Wrong setting: HTTP_PROXY = (not shown) ");
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("s3cret");
    }

    /** As a process: no server, no database, no routes, and not a word but the report. */
    @Test
    void theFirstArgumentDecides(@TempDir Path folder) throws Exception {
        try (var seller = sandbox(SandboxDialect.SEED)) {
            var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", absolute(System.getProperty("java.class.path")),
                    GatewayApplication.class.getName(), "doctor", seller.baseUrl(), "--json"));
            Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectError(folder.resolve("err").toFile())
                    .redirectOutput(folder.resolve("out").toFile()).start();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(Json.parse(Files.readAllBytes(folder.resolve("out"))).at("/counts/failed").asInt(-1)).isZero();
            assertThat(folder.resolve("err")).isEmptyFile();
            assertThat(folder.toFile().list()).containsExactlyInAnyOrder("out", "err");
        }
    }

    private static String absolute(String classPath) {
        return String.join(File.pathSeparator, Arrays.stream(classPath.split(File.pathSeparator)).map(p -> Path.of(p).toAbsolutePath().toString()).toList());
    }
}
