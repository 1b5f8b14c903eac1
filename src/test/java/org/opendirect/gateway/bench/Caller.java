package org.opendirect.gateway.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Who orders: submits the bookings of a load and waits until the gateway shows them as booked. */
final class Caller {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int AT_ONCE = 8;
    private static final int POLL_MS = 2;

    private final GatewayProcess gateway;
    private final StubBooks books;
    private final Map<String, Long> submitted = new ConcurrentHashMap<>();
    private final String dates;

    Caller(GatewayProcess gateway, StubBooks books) {
        this.gateway = gateway;
        this.books = books;
        LocalDate start = LocalDate.now(ZoneOffset.UTC).plusDays(30);
        this.dates = "\"startDate\":\"" + start + "\",\"endDate\":\"" + start.plusDays(30) + "\"";
    }

    /** When each booking was submitted, by its name, in {@link System#nanoTime()}. */
    Map<String, Long> submitted() {
        return submitted;
    }

    void run(Load load) throws IOException, InterruptedException, ExecutionException {
        if (load.atOnce()) {
            runAtOnce(load);
        } else {
            for (int i = 1; i <= load.bookings(); i++) {
                int expected = books.readBack() + load.linesEach();
                String id = submit(load, i);
                awaitLines(load, expected);
                awaitBooked(id);
            }
        }
    }

    private void runAtOnce(Load load) throws IOException, InterruptedException, ExecutionException {
        int expected = books.readBack() + load.lines();
        var tasks = new ArrayList<Callable<String>>();
        for (int i = 1; i <= load.bookings(); i++) {
            int number = i;
            tasks.add(() -> submit(load, number));
        }
        ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<String>> ids;
        try {
            ids = callers.invokeAll(tasks);
        } finally {
            callers.shutdownNow();
        }
        awaitLines(load, expected);
        for (Future<String> id : ids) {
            awaitBooked(id.get());
        }
    }

    private String submit(Load load, int number) throws IOException, InterruptedException {
        String name = load.prefix() + number;
        submitted.put(name, System.nanoTime());
        return gateway.book(name, dates, load.linesEach());
    }

    /** Asking the gateway all the time would be a load of its own, so the seller says when asking is worth while. */
    private void awaitLines(Load load, int expected) throws InterruptedException {
        if (!books.awaitReadBack(expected, PATIENCE)) {
            throw new IllegalStateException(load.title() + ": " + (expected - books.readBack()) + " lines are not booked after "
                    + PATIENCE.toSeconds() + " s; refused by the seller: " + books.refusals());
        }
    }

    private void awaitBooked(String id) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String status = gateway.status(id);
        while (!status.equals("BOOKED")) {
            if (!status.equals("BOOKING") || System.nanoTime() > end) {
                throw new IllegalStateException("booking " + id + " is " + status + " although the seller has booked its lines");
            }
            Thread.sleep(POLL_MS);
            status = gateway.status(id);
        }
    }
}
