package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** bin/gateway with a java that only says what it was called with, so that what is kept of a start and what is not can be seen without one. */
class StartScriptTest {

    /** Says its arguments, a line each; unpacks a jar by copying it; takes a recording when its content is "good". */
    private static final String JAVA = """
            #!/bin/sh
            case "$*" in
              *-version) for a in "$@"; do case $a in -XX:AOTCache=*|-XX:SharedArchiveFile=*) exec grep -q good "${a#*=}" ;; esac; done ;;
              -Djarmode=tools*) mkdir -p "$6" && cp "$3" "$6/"; exit ;;
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
    void startShouldTakeWhatTheFirstHasRecordedWhenItIsTheSecond(String version, String record, String use) throws Exception {
        // given
        jdk(version);
        Started first = start();
        leave(first.recording(record), "good", true);

        // when
        Started second = start();

        // then
        assertThat(first.arguments).contains("-Dstart.recording=" + first.recording(record)).noneMatch(a -> a.startsWith(use));
        assertThat(second.arguments).noneMatch(a -> a.startsWith(record) || a.startsWith("-Dstart.recording"));
        assertThat(second.recording(use)).isEqualTo(first.recording(record));
    }

    @Test
    void argumentsShouldBeTheGatewaysAndOptionsTheJvmsWhenBothAreGiven() throws Exception {
        // when
        Started started = start(Map.of("JAVA_OPTS", "-Xmx384m -Da=b"), "--server.port=1", "--gateway.buyer.name=two words");

        // then
        int at = started.arguments.indexOf("-jar");
        assertThat(started.arguments.subList(0, at)).contains("-Xmx384m", "-Da=b");
        assertThat(started.arguments.subList(at + 2, started.arguments.size())).containsExactly("--server.port=1", "--gateway.buyer.name=two words");
        assertThat(folder.resolve(started.arguments.get(at + 1))).as("unpacked").hasContent("a jar");
    }

    @ParameterizedTest
    @CsvSource({",,,C.UTF-8", "POSIX,,de_DE.UTF-8,C.UTF-8", ",C,,C.UTF-8", ",,de_DE.UTF-8,''", "en_US.ISO-8859-1,,,en_US.ISO-8859-1"})
    void localeShouldHaveATextForEveryNameWhenNoneIsSet(String all, String type, String lang, String used) throws Exception {
        // when
        Started started = start(Map.of("LC_ALL", all == null ? "" : all, "LC_CTYPE", type == null ? "" : type, "LANG", lang == null ? "" : lang));

        // then
        assertThat(started.arguments).contains("locale=" + used);
    }

    @ParameterizedTest
    @CsvSource({"good, false", "damaged, true"})
    void startShouldBeRecordedAnewWhenTheRecordingIsOfNoUse(String content, boolean whole) throws Exception {
        // given
        String recording = start().recording(RECORD);
        leave(recording, content, whole);

        // when
        Started started = start();

        // then
        assertThat(started.recording(RECORD)).isEqualTo(recording);
        assertThat(folder.resolve(recording)).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"options", "jdk", "jar"})
    void startShouldBeginAnewWhenTheJarTheJdkOrItsOptionsAreOthers(String other) throws Exception {
        // given
        String recording = start().recording(RECORD);
        leave(recording, "good", true);
        if (other.equals("jdk")) {
            jdk("17.0.16");
        } else if (other.equals("jar")) {
            Files.writeString(jar, "b jar");
        }

        // when
        Started started = other.equals("options") ? start(Map.of("JAVA_OPTS", "-XX:+UseSerialGC")) : start();

        // then
        assertThat(started.recording(RECORD)).isNotEqualTo(recording);
        assertThat(folder.resolve(recording).getParent()).as("what is of no use any more").doesNotExist();
    }

    @Test
    void foldersShouldStayWhenTheyAreUsedOrAreNotOfTheGateway() throws Exception {
        // given
        Path used = folder.resolve(start().recording(RECORD)).getParent();
        Files.writeString(used.resolve("user." + ProcessHandle.current().pid()), "");
        Path another = Files.writeString(Files.createDirectories(folder.resolve("data/start/mine")).resolve("notes"), "somebody's");
        Files.writeString(jar, "b jar");

        // when
        start();

        // then
        assertThat(used).exists();
        assertThat(another).exists();
    }

    /** The JVM refuses to start with these together with what it is to record, or what it uses would not be what was recorded. */
    @ParameterizedTest
    @CsvSource({"JAVA_OPTS, -javaagent:agent.jar", "JAVA_OPTS, -Xmx1g -agentlib:jdwp=transport=dt_socket", "JAVA_OPTS, -Xshare:off",
        "JAVA_OPTS, -XX:SharedArchiveFile=x.jsa", "JAVA_OPTS, -XX:AOTCache=x.aot", "JAVA_TOOL_OPTIONS, -javaagent:agent.jar", "START_CACHE, no"})
    void startShouldKeepNothingWhenOptionsDoNotGoTogetherWithIt(String variable, String options) throws Exception {
        // when
        Started started = start(Map.of(variable, options));

        // then
        assertThat(started.exit).isZero();
        assertThat(started.arguments).contains("-jar").noneMatch(a -> a.startsWith("-Dstart.recording") || a.startsWith(RECORD));
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void scriptShouldFindTheJarWhenItIsCalledThroughALink() throws Exception {
        // given
        Path link = Files.createSymbolicLink(Files.createDirectories(folder.resolve("usr/bin")).resolve("gw"), folder.resolve("gateway"));

        // when
        Started started = run(List.of(link.toString()), Map.of("START_CACHE", "no"));

        // then
        assertThat(started.arguments).contains(jar.toRealPath().toString());
    }

    @Test
    void doctorShouldStartWithoutACache() throws Exception {
        // when
        Started started = start(Map.of(), "doctor", "http://127.0.0.1:1");

        // then
        assertThat(started.arguments).contains("doctor").noneMatch(CACHE);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void recordingShouldBeKeptInAnotherFolderWhenOneIsNamed() throws Exception {
        // given
        var elsewhere = Map.of("START_CACHE", folder.resolve("my cache").toString());
        leave(start(elsewhere).recording(RECORD), "good", true);

        // when
        Started started = start(elsewhere);

        // then
        assertThat(started.recording(USE)).startsWith(folder.resolve("my cache") + "/");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void startShouldGoOnWhenTheFolderCannotBeWrittenTo() throws Exception {
        // given
        Files.writeString(folder.resolve("data"), "not a folder");

        // when
        Started started = start();

        // then
        assertThat(started.arguments).contains("-jar").noneMatch(CACHE);
    }

    @Test
    void scriptShouldSayWhatIsMissingWhenThereIsNoJarOrNoJava() throws Exception {
        // when
        Started noJava = start(Map.of("JAVA_HOME", "/nowhere"));
        Files.delete(jar);
        Started noJar = start();

        // then
        assertThat(List.of(noJava.exit, noJar.exit)).containsOnly(1);
        assertThat(noJava.arguments).singleElement().asString().startsWith("gateway: there is no /nowhere/bin/java");
        assertThat(noJar.arguments).singleElement().asString().startsWith("gateway: no opendirect-gateway.jar");
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
}
