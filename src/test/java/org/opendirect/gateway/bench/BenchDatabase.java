package org.opendirect.gateway.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A database under the gateway, and what can be counted of it from outside. */
interface BenchDatabase extends AutoCloseable {

    String name();

    /** What the gateway has to be told to use it. */
    List<String> settings();

    /** Commits that changed something, since it was made. Callable while a gateway runs on it. */
    long commits();

    /** CPU of its own processes; zero where it has none. */
    Duration cpu();

    /** Transactions of all kinds, also those that only read; empty where nobody counts them. Exact only when no gateway is connected. */
    Optional<Long> transactions();

    /** How it is set up, and how it was counted. */
    List<String> facts();

    @Override
    void close();
}
