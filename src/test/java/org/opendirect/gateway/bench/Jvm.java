package org.opendirect.gateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A JDK to measure on: the one that runs this, one that stands beside it, or the one that {@code JAVA_HOME_<release>} names.
 *
 * @param release 17, 25
 * @param java    its command
 */
record Jvm(int release, String java, String version) {

    static Jvm of(int release) throws IOException {
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        String named = System.getenv("JAVA_HOME_" + release);
        List<Path> homes;
        try (Stream<Path> beside = Files.list(own.getParent())) {
            homes = Stream.concat(Stream.concat(Stream.ofNullable(named).map(Path::of), Stream.of(own)), beside.sorted()).toList();
        }
        for (Path home : homes) {
            String version = version(home);
            if (version.equals(String.valueOf(release)) || version.startsWith(release + ".")) {
                return new Jvm(release, home.resolve("bin/java").toString(), version);
            }
        }
        throw new IOException("no JDK " + release + " beside " + own.getFileName() + "; set JAVA_HOME_" + release);
    }

    private static String version(Path home) throws IOException {
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(home.resolve("release"))) {
            return "";
        }
        var release = new Properties();
        try (var in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        }
        return release.getProperty("JAVA_VERSION", "").replace("\"", "");
    }

    @Override
    public String toString() {
        return "JDK " + release;
    }
}
