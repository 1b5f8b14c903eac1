package org.opendirect.gateway.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.money.RateType;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.whole.RunningGateway;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;

/** A gateway, a fault proxy and a sandbox seller with its ledger on disk, and the bookings that were sent through them. */
final class Scene implements AutoCloseable {

    /** Longer than reads lag, as a settle window has to be. */
    private static final String[] SETTINGS = {"gateway.sellers[0].account-id=acct_1", "gateway.sellers[0].timeout=600ms",
        "gateway.booking.settle-window=400ms", "gateway.booking.backoff-min=50ms", "gateway.booking.backoff-max=1s", "gateway.booking.workers=24",
        "gateway.calls.connections-per-seller=60", "gateway.booking.hold-margin=200ms", "gateway.calls.max-body=1MB"};

    final SandboxSeller seller;
    final FaultProxy proxy;
    final RunningGateway gateway;
    private final Path ledger;
    private final Map<String, String> bookings = new LinkedHashMap<>();

    Scene(Path folder, FaultProxy.Script script, String... settings) throws IOException {
        this(folder, SandboxDialect.SEED, script, settings);
    }

    /** With a seller of another dialect, of which the gateway knows nothing. */
    Scene(Path folder, SandboxDialect dialect, FaultProxy.Script script, String... settings) throws IOException {
        ledger = folder.resolve("ledger.jsonl");
        seller = new SandboxSeller("premium-news", 0, ledger, Duration.ofMinutes(5), Clock.systemUTC(), dialect);
        openAccount(seller);
        proxy = new FaultProxy(seller.baseUrl(), script);
        var all = new ArrayList<>(List.of(SETTINGS));
        all.addAll(List.of(settings));
        gateway = RunningGateway.start(folder, Map.of("premium-news", proxy.baseUrl()), all.toArray(String[]::new));
    }

    static void openAccount(SandboxSeller seller) throws IOException {
        String account = "{\"advertiserId\":\"adv\",\"buyerId\":\"gateway-buyer\",\"name\":\"proof\"}";
        Http.send("POST", seller.baseUrl() + "/accounts", seller.dialect() == SandboxDialect.SEED ? account : account.toLowerCase(Locale.ROOT));
    }

    /** A line at 10 a thousand, so a quantity of 10,000 costs 100. */
    static String line(String product, int quantity) {
        return "{\"name\":\"L\",\"productId\":\"%s\",\"rateType\":\"CPM\",\"rate\":10,\"quantity\":%d}".formatted(product, quantity);
    }

    void book(String name, String budget, String... lines) throws IOException, InterruptedException {
        var answer = gateway.post("/api/v1/bookings", body(name, budget, lines));
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer.body());
        }
        bookings.put(name, answer.headers().firstValue("Location").orElseThrow());
    }

    /** Lines that together cost more than the budget, which the front door would refuse: only the ledger stands in their way. */
    void placeAboveBudget(String name, String budget, String... products) {
        Money limit = new Money(Money.toMicros(new BigDecimal(budget)), "USD");
        LocalDate start = LocalDate.of(2027, 5, 1);
        var lines = new ArrayList<NewOrder.NewLine>();
        for (String product : products) {
            lines.add(new NewOrder.NewLine("line-" + (lines.size() + 1), null, lines.size(), "L", product, new Rate(RateType.CPM, 10_000_000, "USD"), null,
                    10_000, start, start.plusDays(30), Map.of(), null, null, null, null, List.of()));
        }
        var order = new NewOrder("premium-news", "acct_1", "adv", "adv", null, null, name + " booking", limit, start, start.plusDays(30), lines);
        Works works = gateway.context().getBean(Works.class);
        String id = "bkg-" + name;
        gateway.context().getBean(Store.class).write(() -> {
            works.create(id, Claim.BOOKING, limit, false, "proof");
            gateway.context().getBean(Bookings.class).place(id, null, List.of(order), List.of());
            works.wake(id);
        });
        bookings.put(name, "/api/v1/bookings/" + id);
    }

    /** With a key, so that it may be repeated; an exception when it was not taken on. */
    void bookOnce(String name, String budget, String... lines) throws IOException, InterruptedException {
        var answer = gateway.post("/api/v1/bookings", body(name, budget, lines), "Content-Type", "application/json", "Idempotency-Key", name);
        if (answer.statusCode() != 202) {
            throw new IOException(answer.statusCode() + ": " + answer.body());
        }
        bookings.put(name, answer.headers().firstValue("Location").orElseThrow());
    }

    /** Waits until every booking is there, or the time is up; what is not is a violation. */
    void awaitAll(String status, Duration patience) {
        try {
            Awaitility.await().atMost(patience).pollInterval(Duration.ofMillis(100)).ignoreExceptions().until(() -> bookings.keySet().stream()
                    .allMatch(name -> booking(name).path("status").asText().equals(status)));
        } catch (ConditionTimeoutException e) {
            // judged by the invariants
        }
    }

    static String body(String name, String budget, String... lines) {
        return """
                {"seller":"premium-news","accountId":"acct_1","name":"%s booking","currency":"USD","budget":%s,"startDate":"2027-05-01",
                 "endDate":"2027-05-31","lines":[%s]}""".formatted(name, budget, String.join(",", lines));
    }

    String path(String name) {
        return bookings.get(name);
    }

    JsonNode booking(String name) {
        try {
            return gateway.getJson(bookings.get(name));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Waits until nothing is under way any more, or the time is up; what is still under way then is a violation of its own. The lines are
     * looked at too: a booking needs a decision as soon as one of them does, while the others go on.
     */
    void settle(Duration patience) {
        try {
            Awaitility.await().atMost(patience).pollInterval(Duration.ofMillis(100)).until(() -> bookings.keySet().stream().map(this::booking)
                    .allMatch(b -> !List.of("PLANNED", "BOOKING").contains(b.path("status").asText()) && Invariants.ended(b)));
        } catch (ConditionTimeoutException e) {
            // judged by the invariants
        }
    }

    List<String> violations() {
        var record = new SellerRecord(ledger);
        var found = new ArrayList<String>();
        bookings.keySet().forEach(name -> found.addAll(Invariants.violations(name, booking(name), record)));
        found.addAll(Invariants.lateBooks(proxy.calls()));
        return found;
    }

    SellerRecord record() {
        return new SellerRecord(ledger);
    }

    /** Every call that was made for a booking, to see how it came to its end. */
    String story(String name) throws IOException, InterruptedException {
        var story = new StringBuilder(name + ":");
        gateway.getJson("/api/v1/audit?top=1000&of=" + bookings.get(name).replaceAll("^.*/", "")).path("entries").forEach(e -> story.append("\n    ")
                .append(e.path("at").asText()).append(' ').append(e.path("step").asText()).append(' ').append(e.path("verdict").asText()).append(' ')
                .append(e.path("detail").asText()).append(' ').append(e.path("elapsedMs").asText()).append(" ms"));
        return story.toString();
    }

    int undecided() {
        return (int) bookings.keySet().stream().filter(n -> booking(n).path("status").asText().equals("NEEDS_DECISION")).count();
    }

    @Override
    public void close() {
        gateway.close();
        proxy.close();
        seller.close();
    }
}
