package org.opendirect.gateway.work;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of work: creating, waking, claiming, fencing, releasing. */
public class Works {

    private static final Logger log = LoggerFactory.getLogger(Works.class);

    private static final String TERMS = "select currency, budget, all_or_nothing, phase, cancel_requested from work where id = ?";

    private final Store store;
    private final Clock clock;
    private final Duration lease;
    private final Duration backoffMax;
    private final String owner = UUID.randomUUID().toString();
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    /** claims that could not be given back because the database was away */
    private final Map<String, Claim> owed = new ConcurrentHashMap<>();
    /** what has been put into the queue, and when: not again before it is claimed, or so much time has passed that it was lost there */
    private final Map<String, Long> rung = new ConcurrentHashMap<>();
    private final Predicate<String> bell;

    /**
     * @param bell is told of work that is due at once, after the commit that made it due; it must not fail and not wait, and says whether
     *             it has passed it on
     */
    public Works(Store store, Clock clock, GatewaySettings settings, Predicate<String> bell) {
        this.store = store;
        this.clock = clock;
        this.lease = settings.booking().lease();
        this.backoffMax = settings.booking().backoffMax();
        this.bell = bell;
    }

    /** What all of a work's lines share. */
    public record Terms(Money budget, boolean allOrNothing, Phase phase, boolean cancelRequested) {
    }

    /**
     * Creates work that is not due yet; call {@link #wake} when it is. Inside a transaction.
     *
     * @param askedBy who wants it, for the audit
     */
    public void create(String id, String kind, Money budget, boolean allOrNothing, String askedBy) {
        store.sql().sql("insert into work (id, kind, currency, budget, all_or_nothing, phase, asked_by) values (?, ?, ?, ?, ?, ?, ?)")
                .params(id, kind, budget.currency(), budget.micros(), allOrNothing ? 1 : 0, (allOrNothing ? Phase.RESERVE : Phase.BOOK).name(),
                        askedBy).update();
    }

    /** Makes it due now, also when it is being worked on: then it is looked at once more. Inside a transaction. */
    public void wake(String id) {
        store.sql().sql("update work set next_at = ?, wakes = wakes + 1 where id = ?").params(clock.millis(), id).update();
        store.afterCommit(() -> ring(id));
    }

    /** Makes it due at a later time. Inside a transaction. */
    public void wakeAt(String id, Instant at) {
        store.sql().sql("update work set next_at = ? where id = ?").params(at.toEpochMilli(), id).update();
    }

    /** From here on it is this caller who wants the work done. Inside a transaction. */
    public void askedBy(String id, String askedBy) {
        store.sql().sql("update work set asked_by = ? where id = ?").params(askedBy, id).update();
    }

    /** Asks for everything to be given back. Inside a transaction. */
    public void cancel(String id, String askedBy) {
        store.sql().sql("update work set phase = ?, cancel_requested = 1, asked_by = ? where id = ?").params(Phase.RELEASE.name(), askedBy, id).update();
        wake(id);
    }

    /** Begins with the first phase once more, for this caller; not when it was cancelled. Inside a transaction. */
    public void restart(String id, String askedBy) {
        phase(id, terms(id).allOrNothing() ? Phase.RESERVE : Phase.BOOK);
        askedBy(id, askedBy);
        wake(id);
    }

    /** Inside a transaction. */
    public void phase(String id, Phase phase) {
        store.sql().sql("update work set phase = ? where id = ? and cancel_requested = 0").params(phase.name(), id).update();
    }

    public Terms terms(String id) {
        return store.sql().sql(TERMS).param(id).query(Works::termsOf).single();
    }

    private static Terms termsOf(ResultSet row, int n) throws SQLException {
        return new Terms(new Money(row.getLong(2), row.getString(1)), row.getInt(3) == 1, Phase.valueOf(row.getString(4)), row.getInt(5) == 1);
    }

    /**
     * Keeps the owner and everybody else from changing anything of this work until the transaction ends. The steps that are under way end
     * first, and the next ones wait for this transaction. Whoever also locks rows that belong to the work locks the work first: the owner
     * does, and two orders would be a deadlock.
     */
    public void lock(String id) {
        store.lock(lockOf(id));
    }

    private static String lockOf(String id) {
        return "work " + id;
    }

    /** Work that is due and nobody's, soonest first; what waits in the queue already is left out. */
    public List<String> due(int limit) {
        long now = clock.millis();
        rung.values().removeIf(since -> since < now - lease.toMillis());
        return store.sql().sql("select id from work where next_at <= ? and lease_until <= " + store.now(clock) + " order by next_at limit ?")
                .params(now, limit).query(String.class).list().stream().filter(id -> rung.putIfAbsent(id, now) == null).toList();
    }

    /** Claims it, when it is due and nobody's, and no transaction of an owner before is still open. */
    public Optional<Claim> claim(String id) {
        rung.remove(id);
        long now = clock.millis();
        long asked = System.nanoTime();
        Optional<Claim> won = store.write(() -> !store.tryLock(lockOf(id)) ? Optional.empty() : store.sql()
                .sql("update work set owner = ?, epoch = epoch + 1, lease_until = " + store.now(clock) + " + ? "
                        + "where id = (select id from work where id = ? and next_at <= ? and lease_until <= " + store.now(clock)
                        + store.skipLocked() + ") returning kind, epoch, wakes, asked_by")
                .params(owner, lease.toMillis(), id, now)
                .query((row, n) -> new Claim(id, row.getString(1), row.getLong(2), row.getLong(3), row.getString(4))).optional());
        // not before the commit is known: a claim that nobody works under would be renewed for ever
        won.ifPresent(claim -> held.put(id, new Held(claim, asked + lease.toNanos())));
        return won;
    }

    /** As {@link #claim}, for the route {@code execute-job}: null when it is not due, or another worker's. */
    public Claim claimOrNull(String id) {
        return claim(id).orElse(null);
    }

    /**
     * Until when a call under this claim may be under way, in {@link System#nanoTime()}: after that another gateway may have taken over
     * and found out, by reading, that the call had not arrived.
     */
    public long leaseEnds(Claim claim) {
        Held h = held.get(claim.workId());
        return h != null && h.claim().equals(claim) ? h.leaseEnds() : System.nanoTime();
    }

    private record Held(Claim claim, long leaseEnds) {
    }

    private void drop(Claim claim) {
        held.computeIfPresent(claim.workId(), (id, h) -> h.claim().equals(claim) ? null : h);
    }

    /**
     * Ends the transaction of an owner that is none any more; else nobody takes the work over, or changes how far it may go, before the
     * transaction has ended. The first thing in every one of an owner's transactions.
     */
    public Terms fence(Claim claim) {
        store.lockShared(lockOf(claim.workId()));
        return store.sql().sql(TERMS + " and epoch = ? and owner = ?").params(claim.workId(), claim.epoch(), owner)
                .query(Works::termsOf).optional().orElseThrow(() -> {
                    drop(claim);
                    return new LostClaimException(claim);
                });
    }

    /** Gives the claim back. Due again at the given time, or never by itself when there is none; at once if it was woken meanwhile. */
    public void release(Claim claim, Instant next) {
        drop(claim);
        Long at = next == null ? null : (Long) next.toEpochMilli();
        Optional<Long> wakes = store.write(() -> store.sql()
                .sql("update work set lease_until = 0, failures = 0, next_at = case when wakes = ? then ? else ? end "
                        + "where id = ? and epoch = ? and owner = ? returning wakes")
                .params(Arrays.asList(claim.wakes(), at, clock.millis(), claim.workId(), claim.epoch(), owner)).query(Long.class).optional());
        boolean woken = wakes.isPresent() && wakes.get() != claim.wakes();
        if (woken || next != null && !next.isAfter(clock.instant())) {
            ring(claim.workId());
        }
    }

    /** Gives the claim back after a fault of our own; tried again later and later, never given up. */
    public void releaseFailed(Claim claim, Exception fault) {
        drop(claim);
        Faults.tell(log, "Work on " + claim.kind() + " " + claim.workId() + " failed and will be tried again", fault);
        if (LostClaimException.in(fault).isPresent()) {
            return;
        }
        try {
            store.write(() -> {
                int failures = store.sql().sql("select failures from work where id = ?").param(claim.workId()).query(Integer.class).single();
                long wait = Math.min(backoffMax.toMillis(), 1000L << Math.min(failures, 15));
                store.sql().sql("update work set lease_until = 0, failures = failures + 1, next_at = ? where id = ? and epoch = ? and owner = ?")
                        .params(clock.millis() + wait, claim.workId(), claim.epoch(), owner).update();
            });
        } catch (RuntimeException e) {
            owed.put(claim.workId(), claim);
            Faults.tell(log, "The claim on " + claim.workId() + " could not be given back, that is tried again until its lease has ended", e);
        }
    }

    /**
     * Lengthens the lease of all that is held here, and gives back what could not be given back before. What somebody has locked at this
     * moment is passed over: its lease lasts until the next time, and the others need not wait for it.
     */
    public void renew() {
        List<Claim> claims = held.values().stream().map(Held::claim).toList();
        if (!claims.isEmpty()) {
            renew(claims);
        }
        owed.values().forEach(claim -> {
            if (giveBack(claim)) {
                owed.remove(claim.workId(), claim);
            }
        });
    }

    private void renew(List<Claim> claims) {
        long asked = System.nanoTime();
        List<String> ids = claims.stream().map(Claim::workId).toList();
        // a lease of 0 has just been given back
        String ours = "select id, epoch from work where id in (:ids) and owner = :owner and lease_until > 0";
        Map<String, Long> kept = epochs(store.write(() -> store.sql().sql("update work set lease_until = " + store.now(clock) + " + :lease "
                + "where id in (select id from (" + ours + store.skipLocked() + ") free) returning id, epoch")
                .param("lease", lease.toMillis()).param("ids", ids).param("owner", owner).query(Works::epoch).list()));
        Map<String, Long> still = kept.size() == ids.size() ? kept
                : epochs(store.sql().sql(ours).param("ids", ids).param("owner", owner).query(Works::epoch).list());
        for (Claim claim : claims) {
            if (!Objects.equals(still.get(claim.workId()), claim.epoch())) {
                drop(claim);
            } else if (kept.containsKey(claim.workId())) {
                held.computeIfPresent(claim.workId(), (id, now) -> now.claim().equals(claim) ? new Held(claim, asked + lease.toNanos()) : now);
            } else {
                log.warn("The lease on {} {} could not be lengthened, since somebody else has its row; that is tried again", claim.kind(), claim.workId());
            }
        }
    }

    /** Whether it is nobody's now, or somebody else's. */
    private boolean giveBack(Claim claim) {
        String ours = "select id from work where id = ? and epoch = ? and owner = ? and lease_until > 0";
        return store.write(() -> store.sql().sql("update work set lease_until = 0, next_at = ? where id = (" + ours + store.skipLocked() + ")")
                .params(clock.millis(), claim.workId(), claim.epoch(), owner).update() == 1
                || store.sql().sql(ours).params(claim.workId(), claim.epoch(), owner).query(String.class).optional().isEmpty());
    }

    private static Map.Entry<String, Long> epoch(ResultSet row, int n) throws SQLException {
        return Map.entry(row.getString(1), row.getLong(2));
    }

    private static Map<String, Long> epochs(List<Map.Entry<String, Long>> rows) {
        return rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** At start of a gateway that has the database for itself: claims of the process before it are nobody's. */
    public void freeAll() {
        int freed = store.write(() -> store.sql().sql("update work set lease_until = 0 where lease_until > 0").update());
        if (freed > 0) {
            log.info("{} campaigns and bookings were being worked on when the gateway stopped; they are carried on now", freed);
        }
    }

    private void ring(String id) {
        if (rung.putIfAbsent(id, clock.millis()) == null && !bell.test(id)) {
            rung.remove(id);
        }
    }
}
