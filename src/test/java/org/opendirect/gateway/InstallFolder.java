package org.opendirect.gateway;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder as the packaged gateway runs in: application.yaml and routes/, and nothing else. */
public final class InstallFolder {

    private InstallFolder() {
    }

    /**
     * Lays one out, or brings it up to date.
     *
     * @param project whose settings and routes it gets
     */
    public static void prepare(Path project, Path folder) throws IOException {
        Files.createDirectories(folder.resolve("routes"));
        Files.copy(project.resolve("application.yaml"), folder.resolve("application.yaml"), StandardCopyOption.REPLACE_EXISTING);
        try (var routes = Files.list(project.resolve("routes"))) {
            for (Path route : routes.toList()) {
                Files.copy(route, folder.resolve("routes").resolve(route.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** A port that nobody listens on at the moment. */
    public static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
