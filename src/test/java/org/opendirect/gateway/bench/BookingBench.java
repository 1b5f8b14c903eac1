package org.opendirect.gateway.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Books a few thousand lines and says how fast that was and what it cost. Argument: {@code sqlite}, {@code postgresql} or {@code both}.
 * Needs the packaged jar; started by {@code bench/booking}. Ends with 1 when the seller's ledger is not as it must be.
 */
public final class BookingBench {

    private static final Duration LIMIT = Duration.ofSeconds(230);
    private static final int COMPLAINTS = 20;
    private static final Set<String> CHOICES = Set.of("sqlite", "postgresql", "both");
    private static final Path REPORT = Path.of("docs/reports/booking.md");

    private final Belongings belongings;
    private final Path folder;
    private final List<String> flags;

    private BookingBench(Belongings belongings, List<String> flags) {
        this.belongings = belongings;
        this.folder = belongings.folder();
        this.flags = flags;
    }

    public static void main(String[] args) throws Exception {
        String choice = args.length == 0 ? "both" : args[0];
        if (args.length > 1 || !CHOICES.contains(choice)) {
            System.err.println("bench/booking [sqlite|postgresql|both]");
            System.exit(2);
        }
        List<String> flags = Stream.of(System.getProperty("bench.gateway.flags", "").split(" ")).filter(f -> !f.isBlank()).toList();
        // the embedded PostgreSQL tells at length how it starts and stops
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        var bench = new BookingBench(Belongings.until(LIMIT, "booking-bench"), flags);
        boolean good = false;
        try {
            good = bench.run(choice);
        } catch (Exception e) {
            e.printStackTrace();
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run(String choice) throws Exception {
        List<String> machine = Machine.facts(folder);
        var results = new ArrayList<Session.Result>();
        if (!choice.equals("postgresql")) {
            results.add(session(new SqliteDatabase(folder)));
        }
        if (!choice.equals("sqlite")) {
            results.add(session(PostgresDatabase.start(folder.resolve("postgresql"))));
        }
        List<String> faults = results.stream().flatMap(r -> r.faults().stream()).toList();
        String report = Report.of(choice, System.getProperty("bench.commit", "unknown"), flags, machine, results);
        System.out.println(report);
        results.forEach(r -> r.complaints().stream().limit(COMPLAINTS).forEach(c -> System.err.println(r.database() + ": " + c)));
        if (!faults.isEmpty()) {
            System.err.println("The seller's ledger is wrong, no report is written:\n" + String.join("\n", faults));
            return false;
        }
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report);
        return true;
    }

    private Session.Result session(BenchDatabase database) throws Exception {
        belongings.opened(database);
        StubSeller seller = belongings.opened(new StubSeller());
        var settings = new ArrayList<>(database.settings());
        settings.addAll(List.of("--gateway.sellers[0].id=stub", "--gateway.sellers[0].base-url=" + seller.baseUrl(),
                "--gateway.sellers[0].account-id=" + StubBooks.ACCOUNT, "--gateway.sellers[0].dialect=opendirect",
                "--gateway.sellers[0].profile.property-case=camel"));
        GatewayProcess gateway = belongings.opened(GatewayProcess.start(Path.of(""), Files.createDirectory(folder.resolve(database.name())), flags, settings));
        var loads = new ArrayList<Load>();
        for (Duration latency : List.of(Duration.ZERO, Duration.ofMillis(20))) {
            loads.addAll(List.of(Load.oneAtATime(latency), Load.manyCampaigns(latency), Load.oneLarge(latency)));
        }
        try {
            gateway.awaitReady();
            return new Session(database, gateway, seller).run(loads);
        } catch (Exception e) {
            // its log is deleted with its folder
            gateway.complaints().stream().limit(COMPLAINTS).forEach(System.err::println);
            throw e;
        } finally {
            belongings.closeOpened();
        }
    }
}
