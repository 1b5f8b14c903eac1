package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** bin/gateway with a java that only says what it was called with, so that what is kept of a start and what is not can be seen without one. */
class StartScriptTest {

    /** Says its arguments, a line each; a recording is good when it is asked about one whose content is "good". */
    private static final String JAVA = """
            #!/bin/sh
            case "$*" in
              *-version) echo "$*" >> "$(dirname "$0")/checks"; for a in "$@"; do case $a in -XX:AOTCache=*|-XX:SharedArchiveFile=*) exec grep -q good "${a#*=}" ;; esac; done ;;
            esac
            echo "locale=${LC_ALL:-}"
            for a in "$@"; do echo "$a"; done
            """;
    private static final String RECORD = "-XX:ArchiveClassesAtExit=";
    private static final String USE = "-XX:SharedArchiveFile=";
    private static final Predicate<String> CACHE = a -> a.startsWith(RECORD) || a.startsWith(USE) || a.startsWith("-Dstart.recording");
    @TempDir
    private Path folder;
    private Path jar;

    @BeforeEach
    void install() throws IOException {
        Files.copy(Path.of("bin/gateway"), folder.resolve("gateway"));
        jar = Files.writeString(folder.resolve("opendirect-gateway.jar"), "a jar");
        jdk("17.0.15");
    }

    @ParameterizedTest
    @CsvSource({"17.0.15, -XX:ArchiveClassesAtExit=, -XX:SharedArchiveFile=", "21.0.1, -XX:ArchiveClassesAtExit=, -XX:SharedArchiveFile=",
        "25, -XX:AOTCacheOutput=, -XX:AOTCache=", "26.0.1, -XX:AOTCacheOutput=, -XX:AOTCache="})
    void aStartIsRecordedAndTheNextTakesOverWhatItHasLeft(String version, String record, String use) throws Exception {
        jdk(version);

        Started first = start();
        leave(first.recording(record), "good", true);
        Started second = start();

        assertThat(first.arguments).contains("-Dstart.recording=" + first.recording(record)).noneMatch(a -> a.startsWith(use));
        assertThat(second.arguments).noneMatch(a -> a.startsWith(record) || a.startsWith("-Dstart.recording"));
        assertThat(second.recording(use)).isEqualTo(first.recording(record));
        assertThat(recorded()).containsExactlyInAnyOrder(first.recording(record), first.recording(record) + ".whole");
    }

    @Test
    void theArgumentsAreTheGatewaysAndTheOptionsTheJvms() throws Exception {
        Started started = start(Map.of("JAVA_OPTS", "-Xmx384m -Da=b"), "--server.port=1", "--gateway.buyer.name=two words");

        int at = started.arguments.indexOf("-jar");
        assertThat(started.arguments.subList(0, at)).contains("-Xmx384m", "-Da=b");
        assertThat(started.arguments.subList(at, started.arguments.size()))
                .containsExactly("-jar", jar.toRealPath().toString(), "--server.port=1", "--gateway.buyer.name=two words");
    }

    @ParameterizedTest
    @CsvSource({",,,C.UTF-8", "POSIX,,de_DE.UTF-8,C.UTF-8", ",C,,C.UTF-8", ",,de_DE.UTF-8,''", "en_US.ISO-8859-1,,,en_US.ISO-8859-1"})
    void localeShouldHaveATextForEveryNameWhenNoneIsSet(String all, String type, String lang, String used) throws Exception {
        // when
        Started started = start(Map.of("LC_ALL", all == null ? "" : all, "LC_CTYPE", type == null ? "" : type, "LANG", lang == null ? "" : lang));

        // then
        assertThat(started.arguments).contains("locale=" + used);
    }

    @Test
    void whatAStartHasLeftThatDidNotBecomeReadyIsNotTakenOver() throws Exception {
        leave(start().recording(RECORD), "good", false);

        assertThat(start().arguments).anyMatch(a -> a.startsWith(RECORD));
        assertThat(recorded()).isEmpty();
    }

    @Test
    void aDamagedRecordingIsNotUsedAndMadeAnew() throws Exception {
        leave(start().recording(RECORD), "damaged", true);

        assertThat(start().arguments).anyMatch(a -> a.startsWith(RECORD));
        assertThat(recorded()).isEmpty();
    }

    @Test
    void whatHasBeenTakenOnceIsNotAskedAboutAgainWhileNothingChanges() throws Exception {
        String recording = start().recording(RECORD);
        leave(recording, "good", true);

        start();
        assertThat(checks()).singleElement().asString().contains("-XX:+VerifySharedSpaces");
        start();
        assertThat(checks()).hasSize(1);
        Files.writeString(jar, "b jar");
        start();
        assertThat(checks()).as("the jar is another, of the same size").hasSize(2);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        start();
        assertThat(checks()).as("the jar is an older one").hasSize(3);
        assertThat(checks().get(2)).doesNotContain("-XX:+VerifySharedSpaces");
        start();
        assertThat(checks()).hasSize(3);
    }

    @Test
    void whatHasBeenReadOnceIsReadAgainWhenItIsNotTheSameAnyMore() throws Exception {
        String recording = start().recording(RECORD);
        leave(recording, "good", true);

        start();
        Files.writeString(folder.resolve(recording), "good, and something else");
        start();

        assertThat(checks()).hasSize(2).allMatch(c -> c.contains("-XX:+VerifySharedSpaces"));
        Files.writeString(folder.resolve(recording), "damaged");
        assertThat(start().arguments).anyMatch(a -> a.startsWith(RECORD));
    }

    @Test
    void anotherJarOtherOptionsOrAnotherJdkBeginAnew() throws Exception {
        leave(start().recording(RECORD), "good", true);
        assertThat(start().arguments).anyMatch(a -> a.startsWith(USE));

        assertThat(start(Map.of("JAVA_OPTS", "-XX:+UseSerialGC")).arguments).anyMatch(a -> a.startsWith(RECORD));
        assertThat(recorded()).as("what is of no use any more").isEmpty();
        leave(start().recording(RECORD), "good", true);
        jdk("17.0.16");
        assertThat(start().arguments).anyMatch(a -> a.startsWith(RECORD));
        leave(start().recording(RECORD), "good", true);
        Files.writeString(jar, "another jar");
        assertThat(start().arguments).anyMatch(a -> a.startsWith(RECORD));
    }

    @Test
    void whatIsNotOfThisInstallationIsLeftAlone() throws Exception {
        Files.createDirectories(folder.resolve("data/start"));
        for (String name : List.of("data/start/gateway.db", "data/start/gateway-1-2.3", "data/start/notes.whole")) {
            Files.writeString(folder.resolve(name), "somebody's");
        }

        leave(start().recording(RECORD), "damaged", true);
        start();

        assertThat(recorded()).containsExactlyInAnyOrder("data/start/gateway.db", "data/start/gateway-1-2.3", "data/start/notes.whole");
        leave(start(Map.of("START_CACHE", ".")).recording(RECORD), "damaged", true);
        start(Map.of("START_CACHE", "."));
        assertThat(List.of(jar, folder.resolve("gateway"), folder.resolve("data/start/gateway.db"))).allMatch(Files::exists);
    }

    /** The JVM refuses to start with these together with what it is to record, or what it uses would not be what was recorded. */
    @ParameterizedTest
    @CsvSource({"JAVA_OPTS, -javaagent:agent.jar", "JAVA_OPTS, -Xmx1g -agentlib:jdwp=transport=dt_socket", "JAVA_OPTS, -Xshare:off",
        "JAVA_OPTS, -XX:SharedArchiveFile=x.jsa", "JAVA_OPTS, -XX:AOTCache=x.aot", "JAVA_TOOL_OPTIONS, -javaagent:agent.jar", "JDK_JAVA_OPTIONS, -Xmx1g"})
    void optionsThatDoNotGoTogetherWithItAreTakenWithoutIt(String variable, String options) throws Exception {
        Started started = start(Map.of(variable, options));

        assertThat(started.exit).isZero();
        assertThat(started.arguments).contains("-jar").noneMatch(a -> a.startsWith("-Dstart.recording") || a.startsWith(RECORD));
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void itIsFoundThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(Files.createDirectories(folder.resolve("usr/bin")).resolve("gw"), folder.resolve("gateway"));

        assertThat(run(List.of(link.toString()), Map.of()).arguments).contains(jar.toRealPath().toString());
    }

    @Test
    void whatARunningGatewayRecordsIsLeftAlone() throws Exception {
        String recording = start().recording(RECORD);
        String running = recording.substring(0, recording.lastIndexOf('.')) + "." + ProcessHandle.current().pid();
        Files.writeString(folder.resolve(running + ".whole"), "");

        start();

        assertThat(recorded()).containsExactly(running + ".whole");
    }

    @Test
    void theDoctorAndWhoWantsNoneStartWithoutACache() throws Exception {
        assertThat(start(Map.of(), "doctor", "http://127.0.0.1:1").arguments).noneMatch(CACHE);
        assertThat(start(Map.of("START_CACHE", "no")).arguments).noneMatch(CACHE);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void itIsKeptInAFolderOfChoice() throws Exception {
        var elsewhere = Map.of("START_CACHE", folder.resolve("my cache").toString());

        leave(start(elsewhere).recording(RECORD), "good", true);

        assertThat(start(elsewhere).recording(USE)).startsWith(folder.resolve("my cache") + "/");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNoReasonNotToStart() throws Exception {
        Files.writeString(folder.resolve("data"), "not a folder");

        assertThat(start().arguments).contains("-jar").noneMatch(CACHE);
    }

    @ParameterizedTest
    @CsvSource({"16.0.1, false", "17.0.15, true", "25, true", "26, false"})
    void theOptimizingCompilerTakesAMethodUpLaterWhereTheJvmKnowsHow(String version, boolean later) throws Exception {
        jdk(version);

        Started started = start(Map.of("JAVA_OPTS", "-XX:Tier4InvocationThreshold=5000"));

        assertThat(started.arguments.stream().filter(a -> a.startsWith("-XX:Tier4"))).hasSize(later ? 5 : 1);
        assertThat(started.arguments.stream().filter(a -> a.startsWith("-XX:Tier4Invocation")).reduce((a, b) -> b))
                .as("the last one counts, and is what was asked for").hasValue("-XX:Tier4InvocationThreshold=5000");
    }

    @Test
    void aMissingJarAndAMissingJavaAreSaid() throws Exception {
        assertThat(start(Map.of("JAVA_HOME", "/nowhere"))).satisfies(s -> {
            assertThat(s.exit).isEqualTo(1);
            assertThat(s.arguments).singleElement().asString().startsWith("gateway: there is no /nowhere/bin/java");
        });
        Files.delete(jar);
        assertThat(start()).satisfies(s -> {
            assertThat(s.exit).isEqualTo(1);
            assertThat(s.arguments).singleElement().asString().startsWith("gateway: no opendirect-gateway.jar");
        });
    }

    /**
     * What a java was called with.
     *
     * @param arguments or what was said instead
     */
    private record Started(int exit, List<String> arguments) {

        /** The file that an option names. */
        String recording(String option) {
            return arguments.stream().filter(a -> a.startsWith(option)).findFirst().orElseThrow().substring(option.length());
        }
    }

    private Started start() throws Exception {
        return start(Map.of());
    }

    private Started start(Map<String, String> environment, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(folder.resolve("gateway").toString()));
        command.addAll(Arrays.asList(arguments));
        return run(command, environment);
    }

    private Started run(List<String> command, Map<String, String> environment) throws Exception {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        List.of("JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "START_CACHE").forEach(builder.environment()::remove);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> said = process.inputReader().lines().toList();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return new Started(process.exitValue(), said);
    }

    private void jdk(String version) throws IOException {
        Path java = folder.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, JAVA);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("jdk/release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    /** What the JVM writes as it ends, and the gateway when it is ready. */
    private void leave(String recording, String content, boolean whole) throws IOException {
        Files.writeString(folder.resolve(recording), content);
        if (whole) {
            Files.writeString(folder.resolve(recording + ".whole"), "");
        }
    }

    /** What a java was asked about recordings. */
    private List<String> checks() throws IOException {
        return Files.readAllLines(folder.resolve("jdk/bin/checks"));
    }

    private List<String> recorded() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/start"))) {
            return files.map(f -> folder.relativize(f).toString()).toList();
        }
    }
}
