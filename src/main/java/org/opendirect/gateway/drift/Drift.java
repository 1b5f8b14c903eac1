package org.opendirect.gateway.drift;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.opendirect.gateway.booking.Holdings;
import org.opendirect.gateway.drift.Difference.Kind;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The check as a whole: one gateway at a time, at start and on a clock, account by account; its report; and what is decided on it. */
public final class Drift {

    private static final Logger log = LoggerFactory.getLogger(Drift.class);
    /** The one work of its kind. */
    private static final String WORK = "drift";
    /** differences written in one transaction */
    private static final int BATCH = 50;

    private final Store store;
    private final Works works;
    private final Holdings holdings;
    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private final Clock clock;
    private final Consumer<String> reopen;

    /** @param reopen takes a campaign up again of which a line has to be decided on; called inside the transaction */
    public Drift(Store store, Works works, Holdings holdings, SellerDirectory sellers, GatewaySettings settings, Clock clock, Consumer<String> reopen) {
        this.store = store;
        this.works = works;
        this.holdings = holdings;
        this.sellers = sellers;
        this.settings = settings;
        this.clock = clock;
        this.reopen = reopen;
    }

    /** Asks for a check as soon as somebody has time for it: at start, and when a person wants one now. */
    public void request() {
        store.write(() -> {
            if (store.sql().sql("select id from work where id = ?").param(WORK).query(String.class).optional().isEmpty()) {
                // it spends nothing; XXX is ISO 4217 for no currency
                works.create(WORK, Claim.DRIFT, Money.zero("XXX"), false, "gateway");
            }
            works.wake(WORK);
        });
    }

    // what the route check-drift calls

    /**
     * A check under way.
     *
     * @param sellerTasks one for every account that can be read
     */
    public record Round(Instant startedAt, List<AccountSnapshotTask> sellerTasks) {
    }

    /** Begins a check of all accounts. */
    public Round begin() {
        var checks = new ArrayList<AccountSnapshotTask>();
        for (Holdings.Account account : accounts()) {
            if (sellers.find(account.seller()).filter(Seller::usable).isPresent()) {
                checks.add(new AccountSnapshotTask(account, holdings, sellers.get(account.seller()), settings.drift().maxCalls()));
            }
        }
        return new Round(clock.instant(), checks);
    }

    private Set<Holdings.Account> accounts() {
        var accounts = new LinkedHashSet<>(holdings.accounts());
        sellers.all().forEach(s -> s.configuredAccount().ifPresent(a -> accounts.add(new Holdings.Account(s.id(), a))));
        return accounts;
    }

    /**
     * Keeps what was found, and follows the rules of the settings.
     *
     * @return when to look again
     */
    public Instant conclude(Claim claim, Round round) {
        round.sellerTasks().forEach(task -> keep(claim, task, round.startedAt()));
        store.write(() -> {
            works.fence(claim);
            for (Holdings.Account account : accounts()) {
                if (sellers.find(account.seller()).filter(Seller::usable).isEmpty()) {
                    keep(account, new Checked("not_asked", 0, 0, Problem.Brief.of("not_asked", "the seller is not configured, or declares another OpenDirect version")));
                }
            }
        });
        return clock.instant().plus(settings.drift().interval());
    }

    /** Judged outside of any transaction, and written a few at a time, each time only as long as the claim is ours: nobody waits for it. */
    private void keep(Claim claim, AccountSnapshotTask check, Instant begun) {
        Holdings.Account account = check.account;
        int lines = check.ordersWithLines().stream().mapToInt(o -> check.heldLines(o).size()).sum();
        if (check.problem() != null) {
            // what was known before stays: nobody knows better
            fenced(claim, () -> keep(account, new Checked("error", check.heldOrders().size(), lines, Problem.Brief.of("seller_error", check.problem()))));
            return;
        }
        Instant judged = clock.instant();
        List<Judgement.Found> all = new Judgement(check, holdings, begun.minus(settings.booking().settleWindow())).all();
        int max = settings.drift().maxEntries();
        List<Judgement.Found> found = all.subList(0, Math.min(max, all.size()));
        long now = clock.millis();
        for (int from = 0; from < found.size(); from += BATCH) {
            // what has changed since, such as by a person's decision, is left to the next check
            List<Judgement.Found> batch = found.subList(from, Math.min(from + BATCH, found.size()));
            fenced(claim, () -> batch.stream().map(Judgement.Found::difference).sorted(Comparator.comparing(Difference::id))
                    .filter(d -> d.naturalKey() == null
                            || holdings.byKey(d.naturalKey()).stream().allMatch(b -> b.updatedAt().isBefore(judged)))
                    .forEach(d -> keep(d, now)));
        }
        Problem.Brief problem = all.size() > max ? Problem.Brief.of("cut_off", "only the first " + max + " of " + all.size() + " differences are kept")
                : check.ordersListed() ? null : Problem.Brief.of("not_listed", "the seller does not list orders: what we do not know of cannot be seen");
        String status = all.size() > max ? "cut_off" : check.ordersListed() ? "ok" : "not_listed";
        fenced(claim, () -> {
            keep(account, new Checked(status, check.heldOrders().size(), lines, problem));
            store.sql().sql("delete from drift where seller = ? and account_id = ? and last_seen < ?").params(account.seller(), account.id(), now).update();
        });
        found.stream().filter(f -> f.known() && f.difference().choices().contains(rule(f.difference().kind()))).forEach(f -> fenced(claim, () -> {
            Kind kind = f.difference().kind();
            if (standing(f.difference().id()).filter(ignored -> !ignored).isPresent()) {
                follow(f, rule(kind), "gateway.drift." + kind.wireName().replace('_', '-'));
            }
        }));
    }

    private void fenced(Claim claim, Runnable change) {
        store.write(() -> {
            works.fence(claim);
            change.run();
        });
    }

    private void keep(Difference d, long now) {
        boolean isNew = store.sql().sql("select count(*) from drift where id = ?").param(d.id()).query(Long.class).single() == 0;
        store.sql().sql("insert into drift (id, seller, account_id, kind, data, first_seen, last_seen) values (?, ?, ?, ?, ?, ?, ?) "
                + "on conflict (id) do update set data = excluded.data, last_seen = excluded.last_seen")
                .params(d.id(), d.seller(), d.accountId(), d.kind().wireName(), Json.text(d), now, now).update();
        if (isNew) {
            // nothing is booked or owed by an order without lines
            Level level = d.kind() == Kind.EMPTY_ORDER ? Level.INFO : Level.WARN;
            String where = d.lineId() == null ? "" : ", line " + d.lineId();
            store.afterCommit(() -> log.atLevel(level).log("Drift: {} at {}, account {}, order {}{}: {}", d.kind().wireName(), d.seller(), d.accountId(),
                    d.orderId(), where, d.detail()));
        }
    }

    /**
     * Whether a difference that still stands is to be left alone; empty when it does not stand any more. Whoever acts on one asks first:
     * of two at once the other waits for that, and the row comes before the works of its lines. Inside a transaction.
     */
    private Optional<Boolean> standing(String id) {
        return store.sql().sql("select ignored from drift where id = ?" + store.forUpdate()).param(id).query(Long.class).optional().map(i -> i == 1);
    }

    private String rule(Kind kind) {
        return switch (kind) {
            case OURS_ONLY -> settings.drift().oursOnly();
            case THEIRS_ONLY -> settings.drift().theirsOnly();
            case DIFFERENT -> settings.drift().different();
            case EMPTY_ORDER -> "report";
        };
    }

    private void keep(Holdings.Account account, Checked checked) {
        store.sql().sql("insert into drift_check (seller, account_id, data, at) values (?, ?, ?, ?) "
                + "on conflict (seller, account_id) do update set data = excluded.data, at = excluded.at")
                .params(account.seller(), account.id(), Json.text(checked), clock.millis()).update();
    }

    /** Does what a rule or a person says; the booking in which it goes on, empty when what is held is not as it was seen any more. */
    private Optional<String> follow(Judgement.Found f, String choice, String by) {
        Difference d = f.difference();
        Optional<String> booking = choice.equals(Difference.RELEASE) ? release(f, by) : ask(f, by);
        store.sql().sql("delete from drift where id = ?").param(d.id()).update();
        return booking;
    }

    private Optional<String> release(Judgement.Found f, String by) {
        Difference d = f.difference();
        Optional<String> booking = holdings.release(new Holdings.Account(d.seller(), d.accountId()), d.orderId(), d.naturalKey(), f.held(), by,
                "released by " + by + ": " + d.detail());
        booking.ifPresent(b -> log.warn("Drift: line {} of order {} at {} is released as booking {}, by {}", d.lineId(), d.orderId(), d.seller(), b, by));
        return booking;
    }

    private Optional<String> ask(Judgement.Found f, String by) {
        Difference d = f.difference();
        boolean asked = holdings.ask(f.belief(), f.held(), d.kind() == Kind.OURS_ONLY, d.detail(), by);
        if (asked && d.campaignId() != null) {
            reopen.accept(d.campaignId());
        }
        return asked ? Optional.of(d.bookingId()) : Optional.empty();
    }

    // showing and deciding

    /** How the last look at an account went. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Checked(String status, int orders, int lines, Problem.Brief problem) {
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record AccountView(String seller, String accountId, Instant checkedAt, @JsonUnwrapped Checked checked) {
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Entry(@JsonUnwrapped Difference difference, boolean ignored, Instant firstSeen, Instant lastSeen) {
    }

    /** The accounts with their last check, and every difference that stands. {@code complete}: all accounts have been read to the end. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Report(boolean complete, List<AccountView> accounts, List<Entry> entries) {
    }

    public Report report() {
        List<AccountView> checked = store.sql().sql("select seller, account_id, data, at from drift_check order by 1, 2")
                .query((row, n) -> new AccountView(row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(4)),
                        Json.read(row.getString(3), Checked.class))).list();
        var accounts = new ArrayList<>(checked);
        accounts().stream().filter(a -> checked.stream().noneMatch(c -> c.seller().equals(a.seller()) && c.accountId().equals(a.id())))
                .forEach(a -> accounts.add(new AccountView(a.seller(), a.id(), null, new Checked("not_yet", 0, 0, null))));
        List<Entry> entries = store.sql().sql("select data, ignored, first_seen, last_seen from drift order by first_seen, id")
                .query((row, n) -> new Entry(Json.read(row.getString(1), Difference.class), row.getLong(2) == 1,
                        Instant.ofEpochMilli(row.getLong(3)), Instant.ofEpochMilli(row.getLong(4)))).list();
        return new Report(accounts.stream().allMatch(a -> a.checked().status().equals("ok")), accounts, entries);
    }

    /** A difference that stands, and that allows a choice: 404 and 409 when not. */
    public Difference toDecide(String id, String choice) {
        Difference d = store.sql().sql("select data from drift where id = ?").param(id).query(String.class).optional()
                .map(text -> Json.read(text, Difference.class)).orElseThrow(() -> Problem.notFound("difference", id).asException());
        if (!d.choices().contains(choice)) {
            throw Problem.conflict("invalid_choice", "a difference of this kind allows " + d.choices()).asException();
        }
        return d;
    }

    /**
     * A person's choice on a difference.
     *
     * @param held what the seller shows of it now; null for nothing
     * @return the booking in which it goes on; empty when nothing goes on
     */
    public Optional<String> decide(String id, String choice, String by, SellerLine held) {
        return store.write(() -> {
            // since it was shown, somebody else may have decided on it, or a check may have found that it is gone
            standing(id).orElseThrow(() -> Problem.conflict("invalid_state", "the difference does not stand any more").asException());
            Difference d = toDecide(id, choice);
            boolean ignore = choice.equals(Difference.IGNORE);
            store.sql().sql("update drift set ignored = ? where id = ?").params(ignore ? 1 : 0, id).update();
            if (ignore) {
                log.info("Drift: {} is left alone, by {}", d.id(), by);
                return Optional.<String>empty();
            }
            Holdings.Belief belief = d.line() == null ? null : holdings.byKey(d.naturalKey()).stream()
                    .filter(b -> b.line().equals(d.line()) && b.bookingId().equals(d.bookingId())).findFirst().orElse(null);
            Optional<String> booking = Optional.empty();
            if (belief != null || choice.equals(Difference.RELEASE)) {
                booking = follow(new Judgement.Found(d, belief, held, true), choice, by);
            }
            if (booking.isEmpty()) {
                throw Problem.conflict("invalid_state", "the line is not as it was seen any more; the next check will show it").asException();
            }
            return booking;
        });
    }
}
