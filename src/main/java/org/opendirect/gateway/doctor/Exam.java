package org.opendirect.gateway.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.opendirect.gateway.seller.RetryAfter;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.GatewaySettings;

/** One walk under way: asks the seller, keeps count of what it answers, takes down the findings, and ends when the time is up. */
final class Exam {

    static final String NO_TIME = "no time left";
    /** a seller that has not answered so often in a row is not asked any more */
    private static final int GIVES_UP_AFTER = 3;
    /** tried with at a flight that far ahead: sellers want some days before the start */
    private static final int DAYS_AHEAD = 30;
    private static final int DAYS = 7;

    private final Seller seller;
    private final Tools tools;
    private final Errand errand;
    private final Discretion discretion;
    private final Map<Check, Finding> findings = new EnumMap<>(Check.class);
    private final List<Heard> heard = new ArrayList<>();
    private final long started;
    private final Stock stock = new Stock();
    private long end;
    private long waited;
    private int silent;

    /**
     * What every walk works with.
     *
     * @param nanos as {@link System#nanoTime()}
     * @param keys  random texts for natural keys
     */
    record Tools(GatewaySettings settings, Outbound outbound, Clock clock, LongSupplier nanos, Pause pause, Supplier<String> keys) {
    }

    /** A call that was made, as far as it is judged in the end. */
    record Heard(WireRequest asked, int status, WireReply.Failure failure, boolean json, String reason, Optional<Duration> retryAfter,
                 long elapsedMs) {

        boolean answered() {
            return failure == WireReply.Failure.NONE;
        }

        /** For people: what was asked. */
        String what() {
            return asked.method() + " " + asked.path();
        }
    }

    Exam(Seller seller, Tools tools, Errand errand) {
        this.seller = seller;
        this.tools = tools;
        this.errand = errand;
        this.discretion = new Discretion(seller.settings());
        this.started = tools.nanos().getAsLong();
        this.end = started + tools.settings().doctor().deadline().toNanos();
    }

    Seller seller() {
        return seller;
    }

    Errand errand() {
        return errand;
    }

    GatewaySettings settings() {
        return tools.settings();
    }

    Clock clock() {
        return tools.clock();
    }

    Dialect dialect() {
        return seller.dialect();
    }

    Profile profile() {
        return seller.profile();
    }

    /** What has been seen of the seller's shelf and books so far. */
    Stock stock() {
        return stock;
    }

    String newKey() {
        return "doctor-" + tools.keys().get();
    }

    /** Whose orders they would be. */
    String advertiser() {
        return errand.advertiserId().isEmpty() ? settings().buyer().id() : errand.advertiserId();
    }

    LocalDate flightStart() {
        return LocalDate.ofInstant(clock().instant(), ZoneOffset.UTC).plusDays(DAYS_AHEAD);
    }

    LocalDate flightEnd() {
        return flightStart().plusDays(DAYS - 1);
    }

    // asking

    WireReply ask(WireRequest wire) {
        return send(SellerRequest.within(seller.id(), wire, seller.settings().timeout()));
    }

    WireReply send(SellerRequest request) {
        if (isTimeUp()) {
            throw new WalkOverException(NO_TIME);
        }
        if (silent >= GIVES_UP_AFTER) {
            throw new WalkOverException("not asked: the seller has stopped answering");
        }
        SellerRequest bounded = request.notAfter(end);
        WireReply reply = tools.outbound().call(bounded);
        waited += reply.elapsedMs();
        silent = reply.answered() ? 0 : silent + 1;
        boolean cutShort = !reply.answered() && isTimeUp();
        if (!cutShort) {
            heard.add(new Heard(bounded.wire(), reply.status(), reply.failure(), looksLikeJson(reply.body()), discretion.shown(reply.reason()),
                    RetryAfter.parse(reply.retryAfter(), clock().instant()), reply.elapsedMs()));
        }
        return reply;
    }

    private boolean isTimeUp() {
        return tools.nanos().getAsLong() - end >= 0;
    }

    /** Waits before the next look at what is pending. */
    void pause(Duration time) {
        tools.pause().waitFor(time);
    }

    /** From now on so much time is left, whatever was left before, and a seller that was silent is asked again: to give back what is held. */
    void reprieve(Duration time) {
        end = tools.nanos().getAsLong() + time.toNanos();
        silent = 0;
    }

    List<Heard> heard() {
        return heard;
    }

    boolean anyAnswer() {
        return heard.stream().anyMatch(Heard::answered);
    }

    private static boolean looksLikeJson(byte[] body) {
        for (byte b : body) {
            if (!Character.isWhitespace(b)) {
                return b == '{' || b == '[';
            }
        }
        return false;
    }

    // findings

    void passed(Check check, String detail) {
        found(check, Result.PASSED, detail);
    }

    void failed(Check check, String detail) {
        found(check, Result.FAILED, detail);
    }

    void notOffered(Check check, String detail) {
        found(check, Result.NOT_OFFERED, detail);
    }

    /** Passed or failed. */
    void judge(Check check, boolean good, String detail) {
        found(check, good ? Result.PASSED : Result.FAILED, detail);
    }

    /** Passed, or nothing that a seller has to have. */
    void offered(Check check, boolean there, String detail) {
        found(check, there ? Result.PASSED : Result.NOT_OFFERED, detail);
    }

    private void found(Check check, Result result, String detail) {
        findings.put(check, new Finding(check, result, discretion.shown(detail), waited));
        waited = 0;
    }

    /** All checks of the group that nothing was found of. */
    void rest(Group group, String why) {
        Check.of(group).stream().filter(c -> !findings.containsKey(c)).forEach(c -> notOffered(c, why));
    }

    Optional<Finding> finding(Check check) {
        return Optional.ofNullable(findings.get(check));
    }

    boolean hasPassed(Check check) {
        return finding(check).filter(f -> f.result() == Result.PASSED).isPresent();
    }

    Report report() {
        return Report.of(seller, clock().instant(), (tools.nanos().getAsLong() - started) / 1_000_000, errand.book(), List.copyOf(findings.values()), discretion);
    }

    // words

    /** {@code 1 product}, {@code 2 products}. */
    static String count(long n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
