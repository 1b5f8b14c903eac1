package org.opendirect.gateway.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The three sandbox sellers together. */
public final class Sandbox implements AutoCloseable {

    public static final List<String> SELLERS = List.of("premium-news", "premium-ctv", "budget-network");

    private final List<SandboxSeller> sellers = new ArrayList<>();

    /**
     * Starts all three.
     *
     * @param ports    one for each seller, in the order of {@link #SELLERS}
     * @param dialects how each speaks, in the same order
     * @param folder   where the ledgers are kept
     * @param hold     how long a reservation is held
     */
    public Sandbox(List<Integer> ports, List<SandboxDialect> dialects, Path folder, Duration hold, Clock clock) {
        // the JDK's server writes head and body apart; without this the second waits for the first one's acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
        for (int i = 0; i < SELLERS.size(); i++) {
            String id = SELLERS.get(i);
            try {
                sellers.add(new SandboxSeller(id, ports.get(i), folder.resolve(id + ".jsonl"), hold, clock, dialects.get(i)));
            } catch (BindException e) {
                close();
                throw new IllegalStateException("The sandbox seller " + id + " cannot listen on port " + ports.get(i)
                        + ": it is in use. Set gateway.sandbox.ports to three free ports, or configure a seller.", e);
            } catch (IOException e) {
                close();
                throw new UncheckedIOException(e);
            }
        }
    }

    public List<SandboxSeller> sellers() {
        return List.copyOf(sellers);
    }

    @Override
    public void close() {
        sellers.forEach(SandboxSeller::close);
    }
}
