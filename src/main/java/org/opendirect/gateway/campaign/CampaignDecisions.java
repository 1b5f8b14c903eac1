package org.opendirect.gateway.campaign;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Works;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A person's part in a campaign: approving, rejecting, cancelling, trying again, and deciding on a line. */
public final class CampaignDecisions {

    private static final Logger log = LoggerFactory.getLogger(CampaignDecisions.class);
    private static final Map<String, String> DONE = Map.of("approve", "approved", "reject", "rejected", "cancel", "cancelled", "retry", "tried again");
    private static final String INVALID_STATE = "invalid_state";

    private final Store store;
    private final Works works;
    private final Bookings bookings;
    private final Audit audit;
    private final CampaignRows rows;
    private final Clock clock;

    public CampaignDecisions(Store store, Works works, Bookings bookings, CampaignEvents events, Audit audit, Clock clock) {
        this.store = store;
        this.works = works;
        this.bookings = bookings;
        this.audit = audit;
        this.rows = new CampaignRows(store, events, clock);
        this.clock = clock;
    }

    /** From PROPOSED to BOOKING; of two at once, one is told that it is not proposed any more. */
    public void approve(String id, Person person) {
        decided(id, "approve", person, (row, decision) -> {
            require(row, CampaignStatus.PROPOSED);
            requireFlight(row, "reject it");
            rows.move(row, CampaignStatus.BOOKING, null, decision);
            works.wake(id);
        });
    }

    /** The plan's id is free again. What an earlier run has booked stays. */
    public void reject(String id, Person person) {
        decided(id, "reject", person, (row, decision) -> {
            require(row, CampaignStatus.PROPOSED);
            String why = "rejected by a person" + person.because();
            bookings.closePlanned(id, why);
            if (bookings.summary(id).booked() > 0) {
                rows.move(row, CampaignStatus.PARTIALLY_BOOKED, CampaignRows.retriable(row, Problem.Brief.of("rejected", why)), decision);
            } else {
                rows.freeIdentity(row);
                rows.move(row, CampaignStatus.REJECTED, person.reason() == null ? null : Problem.Brief.of("rejected", why), decision);
            }
            // sellers whose prices stand are told
            works.wake(id);
        });
    }

    /** Ends it wherever it is: at once as long as nothing has left, else once everything is given back. */
    public void cancel(String id, Person person) {
        decided(id, "cancel", person, (row, decision) -> {
            boolean nothingBought = bookings.retries().bought(id).isEmpty();
            if (row.status.isBeforeBooking()) {
                bookings.closePlanned(id, "cancelled by a person" + person.because());
            } else {
                require(row, CampaignStatus.BOOKING, CampaignStatus.BOOKED, CampaignStatus.PARTIALLY_BOOKED, CampaignStatus.NEEDS_DECISION);
            }
            if (row.status.isBeforeBooking() && nothingBought) {
                rows.move(row, CampaignStatus.CANCELLED, null, decision);
                works.wake(id);
            } else {
                bookings.giveBackAll(id, person.name());
                rows.move(row, CampaignStatus.BOOKING, null, decision);
            }
        });
    }

    /** Plans and books once more what is missing, within the plan's budget: of a campaign that has failed, or is booked in part. */
    public void retry(String id, Person person) {
        decided(id, "retry", person, (row, decision) -> {
            require(row, CampaignStatus.FAILED, CampaignStatus.PARTIALLY_BOOKED);
            requireFlight(row, "nothing of it can be booked any more");
            if (works.terms(id).cancelRequested()) {
                throw Problem.conflict(INVALID_STATE, "it was cancelled; what is booked of it a person has kept").asException();
            }
            boolean partly = row.status == CampaignStatus.PARTIALLY_BOOKED;
            Set<String> missing = bookings.retries().begin(id, person.name());
            if (row.missing != null) {
                row.missing.forEach(m -> missing.add(m.line()));
            }
            row.retried = partly ? missing : null;
            row.retries++;
            rows.move(row, CampaignStatus.PLANNING, null, decision);
        });
    }

    /**
     * Who decides, and why.
     *
     * @param reason null for none given
     */
    public record Person(String name, String reason) {
        String because() {
            return reason == null ? "" : ": " + reason;
        }
    }

    private interface Deciding {
        void on(CampaignRow row, CampaignRow.Decision decision);
    }

    private void decided(String id, String action, Person person, Deciding deciding) {
        store.write(() -> {
            works.lock(id);
            CampaignRow row = rows.rowForUpdate(id);
            var decision = new CampaignRow.Decision(action, person.reason(), person.name(), clock.instant());
            row.decisions.add(decision);
            deciding.on(row, decision);
            write(id, null, action, "/" + action, person.reason(), person.name());
            store.afterCommit(() -> log.info("Campaign {}: {} by {}{}", id, DONE.get(action), person.name(), person.because()));
        });
    }

    /** A line that nobody else can decide, by its id here, else by that at its seller. */
    public void decide(String id, String line, String choice, String reason, String by) {
        store.write(() -> {
            works.lock(id);
            CampaignRow row = rows.rowForUpdate(id);
            write(id, bookings.decide(id, line, choice, reason, by), choice, "/lines/" + line + "/decision", reason, by);
            takeUp(row);
        });
    }

    /** An ended campaign has a line that is not as it was believed to be, and a person is asked about it. Inside a transaction. */
    public void reopen(String id) {
        CampaignRow row = rows.rowForUpdate(id);
        Bookings.Summary s = bookings.summary(id);
        if (!row.status.isBeforeBooking() && s.atRest() && s.undecided() > 0) {
            // as it would stand once it had been looked at: nothing is booked in between
            rows.move(row, CampaignStatus.NEEDS_DECISION, CampaignRows.undecided(row, s));
        } else {
            takeUp(row);
        }
    }

    /** What is planned, or waits for approval, once more is not booked for it: there the line's turn comes afterwards. */
    private void takeUp(CampaignRow row) {
        if (!row.status.isBeforeBooking()) {
            rows.move(row, CampaignStatus.BOOKING, null);
        }
    }

    private void write(String id, String line, String choice, String call, String reason, String by) {
        audit.decided(new Audit.Cause(by, id, null, line, null, "decision-" + choice, 0), "POST /api/v1/campaigns/" + id + call, reason);
    }

    private static void require(CampaignRow row, CampaignStatus... allowed) {
        if (!List.of(allowed).contains(row.status)) {
            throw Problem.conflict(INVALID_STATE, "the campaign is " + row.status).asException();
        }
    }

    private void requireFlight(CampaignRow row, String instead) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (row.plan.end().isBefore(today)) {
            throw Problem.conflict(INVALID_STATE, "its flight was over on " + row.plan.end() + " and today is " + today + " (UTC): " + instead)
                    .asException();
        }
    }
}
