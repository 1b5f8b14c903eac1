package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.GatewayApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A gateway that cannot start says why in one line of its log, and what to do about it. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailuresTest {

    /** Spring Boot's words for it */
    private static final String FAILED = "APPLICATION FAILED TO START";

    @TempDir
    private Path folder;
    private ServerSocket taken;

    @AfterEach
    void free() throws IOException {
        if (taken != null) {
            taken.close();
        }
    }

    @Test
    void startShouldFailInOneLineWhenTheDatabaseIsDamaged(CapturedOutput output) throws IOException {
        // given
        byte[] garbage = new byte[20_000];
        new Random(1).nextBytes(garbage);
        Files.write(folder.resolve("gateway.db"), garbage);

        // when
        start();

        // then
        assertThat(told(output)).singleElement().asString().contains(FAILED, "Wrong setting: gateway.store.url = ").contains("not a database");
    }

    /** The limit stands for the disk; Flyway adds a line of its own. */
    @Test
    void startShouldSayTheReasonWhenTheDiskIsFull(CapturedOutput output) {
        // when
        start("gateway.store.url=jdbc:sqlite:" + folder.resolve("gateway.db") + "?max_page_count=8");

        // then
        assertThat(told(output)).hasSize(2).last().asString().contains(FAILED, "Wrong setting: gateway.store.url = ").contains("database is full");
    }

    @Test
    void startShouldNameBootsOwnSettingWhenThatIsTheOneThatIsWrong(CapturedOutput output) {
        // when
        start("spring.datasource.url=jdbc:postgresql://127.0.0.1:1/gateway?password=s3cret");

        // then
        assertThat(told(output)).singleElement().asString().contains(FAILED, "Wrong setting: spring.datasource.url = ").contains("refused")
                .doesNotContain("s3cret");
    }

    @Test
    void startShouldSayAllAtOnceWhenSeveralSettingsAreWrong(CapturedOutput output) {
        // when
        start("gateway.fan-out.page-size=0", "gateway.booking.workers=0");

        // then
        assertThat(told(output)).singleElement().asString().contains(FAILED, "Wrong setting: gateway.fan-out.page-size = 0 ", "commandLineArgs")
                .contains("Wrong setting: gateway.booking.workers = 0 ");
    }

    @Test
    void startShouldSayWhereWhenAFileOfSettingsCannotBeRead(CapturedOutput output) throws IOException {
        // given
        Files.writeString(folder.resolve("application.yaml"), "gateway:\n  store: {\n");

        // when
        start("spring.config.additional-location=file:" + folder + "/");

        // then
        assertThat(told(output)).hasSizeLessThan(12).anySatisfy(line -> assertThat(line).contains("Wrong settings file: line "));
        assertThat(output).doesNotContain("\tat ");
    }

    @Test
    void startShouldFailInOneLineWhenTheFolderCannotBeMade(CapturedOutput output) throws IOException {
        // given
        Files.createFile(folder.resolve("file"));

        // when
        start("gateway.store.url=jdbc:sqlite:" + folder.resolve("file/gateway.db"));

        // then
        assertThat(told(output)).singleElement().asString().contains(FAILED, "Wrong setting: gateway.store.url = ").contains("folder");
    }

    @Test
    void startShouldFailInOneLineWhenTheDatabaseServerIsNotThere(CapturedOutput output) {
        // when
        start("gateway.store.url=jdbc:postgresql://127.0.0.1:1/gateway");

        // then
        assertThat(told(output)).singleElement().asString().contains(FAILED, "Wrong setting: gateway.store.url = ").contains("refused");
    }

    @Test
    void startShouldFailInOneLineWhenThereIsNoFolderOfRoutes(CapturedOutput output) {
        // when
        start("camel.main.routes-include-pattern=file:" + folder.resolve("routes") + "/*.camel.yaml");

        // then
        assertThat(told(output)).singleElement().asString().contains(FAILED, "Wrong setting: camel.main.routes-include-pattern = ")
                .contains(folder.resolve("routes").toString());
    }

    @Test
    void startShouldFailInOneLineWhenARouteCannotBeRead(CapturedOutput output) throws IOException {
        // given
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(folder.resolve("routes/mine.camel.yaml"), "- rute: [");

        // when
        start("camel.main.routes-include-pattern=file:" + folder.resolve("routes") + "/*.camel.yaml");

        // then
        assertThat(told(output)).singleElement().asString().contains(FAILED, "The gateway cannot start: ").contains("mine.camel.yaml", "line ");
    }

    @Test
    void startShouldFailInOneLineWhenThePortIsTaken(CapturedOutput output) throws IOException {
        // given
        taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));

        // when
        start("server.port=" + taken.getLocalPort());

        // then
        assertThat(told(output)).singleElement().asString().contains(FAILED, "Port " + taken.getLocalPort() + " was already in use");
    }

    @ParameterizedTest
    @CsvSource({"application.yaml, true", "application.yml, false", "application.properties, true", "application-proof.yaml, false"})
    void startShouldFailInOneLineWhenAFileOfSettingsIsNone(String name, boolean isFolder, CapturedOutput output) throws IOException {
        // given
        Path file = folder.resolve(name);
        if (isFolder) {
            Files.createDirectory(file);
        } else {
            Files.createSymbolicLink(file, folder.resolve("nowhere"));
        }

        // when
        start("spring.config.additional-location=file:" + folder + "/", "spring.profiles.active=proof");

        // then
        assertThat(told(output)).singleElement().asString().contains(FAILED, "Wrong settings file: " + file + " is a ").contains(isFolder ? "folder" : "nowhere");
    }

    @Test
    void startShouldFailInOneLineWhenAWordIsNoCommand(CapturedOutput output) {
        // when
        Throwable failure = catchThrowable(() -> new SpringApplicationBuilder(GatewayApplication.class).run("--server.port=0", "doktor", "bar"));

        // then
        assertThat(failure).isNotNull();
        assertThat(told(output)).singleElement().asString().contains(FAILED, "Unknown command: doktor ").contains("doctor <url>");
    }

    private void start(String... settings) {
        var args = new ArrayList<>(List.of("--server.port=0", "--gateway.store.url=jdbc:sqlite:" + folder.resolve("gateway.db"),
                "--gateway.plans.inbox=" + folder.resolve("plans/inbox"), "--gateway.sellers[0].id=a", "--gateway.sellers[0].base-url=http://127.0.0.1:9/x",
                "--logging.level.root=WARN", "--logging.level.org.opendirect=WARN"));
        for (String setting : settings) {
            args.removeIf(a -> a.startsWith("--" + setting.substring(0, setting.indexOf('=') + 1)));
            args.add("--" + setting);
        }
        assertThat(catchThrowable(() -> new SpringApplicationBuilder(GatewayApplication.class).run(args.toArray(String[]::new)).close())).isNotNull();
    }

    private static List<String> told(CapturedOutput output) {
        return output.toString().lines().filter(l -> !l.isBlank()).toList();
    }
}
