package org.opendirect.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Loads the classes that a start needs on a second thread, in the order the start will ask for them, so that reading and verifying
 * them does not all happen on the one thread that starts everything. A name that is not there any more is passed over; without the
 * list the gateway starts the same, only later. {@code bench/startup-classes} makes the list anew.
 */
final class Preloader {

    private Preloader() {
    }

    static void begin() {
        // the main thread is at the first names already; one thread keeps just ahead of it, one begins halfway
        for (int skip : new int[] {600, 3500}) {
            var thread = new Thread(() -> load(skip), "preloader-" + skip);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void load(int skip) {
        ClassLoader loader = Preloader.class.getClassLoader();
        try (InputStream list = loader.getResourceAsStream("startup-classes.txt")) {
            if (list == null) {
                return;
            }
            var names = new BufferedReader(new InputStreamReader(list, StandardCharsets.US_ASCII));
            int line = 0;
            for (String name = names.readLine(); name != null; name = names.readLine()) {
                if (line++ < skip) {
                    continue;
                }
                try {
                    // asking for its constructors links the class, which is the costly half, without initializing it
                    Class.forName(name, false, loader).getDeclaredConstructors();
                } catch (ClassNotFoundException | LinkageError e) {
                    continue;
                }
            }
        } catch (IOException e) {
            // only speed is lost
        }
    }
}
