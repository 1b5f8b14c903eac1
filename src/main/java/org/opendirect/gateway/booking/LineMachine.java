package org.opendirect.gateway.booking;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.Speaker;
import org.opendirect.gateway.work.Phase;

/**
 * What a line does next, and what a reply makes of it: create, reserve, book, read back, or give back. Plain decisions over the row;
 * durability is the caller's. The picture is in docs/booking.md.
 */
class LineMachine {

    static final int PAGE = 50;
    static final int MAX_RENEWALS = 1;

    private final Resolver resolver;
    private final OrderApproval approval;
    private final LineSends sends;
    private final LineRelease release;
    private final LineFunds funds;
    private final LineShown shown;
    private final QuotedPrices prices = new QuotedPrices();

    LineMachine(Resolver resolver) {
        this.resolver = resolver;
        this.sends = new LineSends(resolver);
        this.release = new LineRelease(resolver, sends);
        this.funds = new LineFunds(release);
        this.approval = new OrderApproval(resolver);
        this.shown = new LineShown(resolver, approval, sends, release, this::differences);
    }

    /** What surrounds the line while one decision is made. */
    record Situation(Instant now, Phase phase, OrderRow order, Purse purse, SellerIds ids, Sisters sisters, Speaker speaker) {
        BookingSpeech speech() {
            return speaker.dialect().booking();
        }

        Profile profile() {
            return speaker.dialect().profile();
        }
    }

    /** The money. Called inside the transaction of the step that needs it. */
    interface Purse {
        /** Holds the line's cost; why not, when a limit does not allow it. */
        Optional<Problem.Brief> hold(LineRow line);
    }

    /** The seller's ids of our lines. Called inside the transaction of the step that has shown one. */
    interface SellerIds {
        /** Which other line of ours lives under an id at the same seller. */
        Optional<String> otherLine(LineRow line, String sellerLineId);
    }

    /** The other lines of the work. Called inside the transaction of the step that gives this one back. */
    interface Sisters {
        /** Why all of them are given back, in words. */
        String whyReleased();
    }

    /** An intent without a recorded answer, found when the work is taken up, is an unknown outcome. */
    boolean takeUp(LineRow line, Situation at) {
        boolean lost = line.attempt != null && line.attempt.step.mutating() && !line.attempt.answered && line.attempt.sent();
        if (lost) {
            line.attempt.answered = !at.speech().repeatable(line.attempt.step.call());
            line.attempt.perhapsDone = true;
            line.interruptions = resolver.interrupted(line.attempt, line.interruptions);
            line.attempt.evidence = "the gateway stopped before it had recorded an answer";
            line.status = LineStatus.UNKNOWN;
        }
        return lost;
    }

    Next next(LineRow line, Situation at) {
        Next next = step(line, at);
        return next instanceof Next.Send send ? funds.cover(line, send, at) : next;
    }

    private Next step(LineRow line, Situation at) {
        boolean unwanted = !line.kept && (at.phase() == Phase.RELEASE || line.endsAs != null);
        if (line.attempt != null && unwanted) {
            callOff(line);
        }
        if (line.attempt != null && line.attempt.step == Step.BOOK && !line.attempt.answered && !line.attempt.perhapsDone && isTooLate(line, at)) {
            line.attempt = null;
            line.status = LineStatus.RESERVED;
        }
        if (line.attempt != null) {
            return line.attempt.pursue(line.attempt.step == Step.READ_ORDER ? Step.READ_ORDER
                    : line.attempt.step == Step.CREATE_LINE || line.attempt.byList ? Step.FIND_LINE : Step.READ_LINE, at.now());
        }
        if (line.status == LineStatus.NEEDS_DECISION || line.status.isLost()) {
            return Next.PARK;
        }
        if (unwanted) {
            return release.giveBack(line, at);
        }
        return switch (line.status) {
            case PLANNED, ORDERED -> create(line, at);
            case DRAFT -> reserve(line, at);
            case RESERVED -> book(line, at);
            case BOOKED -> line.verified ? Next.PARK : LineSends.send(line, Step.READ_LINE, 1, at);
            default -> throw new IllegalStateException("line " + line.id + " has no step under way in " + line.status);
        };
    }

    /**
     * What was to leave, for the first time or once more, towards a booking that nobody wants any more: it does not. A call that may have
     * arrived is found out about first, by reading like any other, and what it has led to is given back.
     */
    private static void callOff(LineRow line) {
        Attempt attempt = line.attempt;
        boolean toBeSent = !attempt.answered && attempt.step != Step.CANCEL;
        if (toBeSent && attempt.step == Step.BOOK && attempt.perhapsDone) {
            attempt.answered = true;
            line.status = LineStatus.UNKNOWN;
        } else if (toBeSent) {
            line.status = switch (attempt.step) {
                case CREATE_LINE -> LineStatus.ORDERED;
                case RESERVE -> LineStatus.DRAFT;
                case BOOK -> line.noReserve ? LineStatus.DRAFT : LineStatus.RESERVED;
                default -> LineStatus.RESERVED;
            };
            line.attempt = null;
        } else if (attempt.step == Step.READ_ORDER) {
            line.attempt = null;
        }
    }

    private boolean isTooLate(LineRow line, Situation at) {
        return line.reservedUntil != null && !at.now().isBefore(resolver.lastCall(line.reservedAt, line.reservedUntil));
    }

    private Next create(LineRow line, Situation at) {
        return switch (at.order().state) {
            case OPEN -> OrderApproval.awaits(line, at) ? LineSends.send(line, Step.READ_ORDER, 1, at) : createNow(line, at);
            case FAILED -> LineEnds.end(line, LineStatus.FAILED, at.order().problem);
            default -> Next.PARK;
        };
    }

    /** A plan may have waited for its approval, or a seller for us, until its flight had begun: no seller books the past. */
    private Next createNow(LineRow line, Situation at) {
        LocalDate today = LocalDate.ofInstant(at.now(), ZoneOffset.UTC);
        if (line.end.isBefore(today)) {
            return LineEnds.end(line, LineStatus.FAILED, flightOver(line.end, today));
        }
        if (line.start.isBefore(today)) {
            line.reasons.add("its flight had begun, so it starts on " + today + " instead of " + line.start);
            line.start = today;
            // what was asked for before was for other days
            line.offer = line.offer == null ? null : line.offer.withoutProposal();
        }
        return prices.takesOffer(line, at) ? next(line, at) : LineSends.send(line, Step.CREATE_LINE, 1, at);
    }

    static Problem.Brief flightOver(LocalDate end, LocalDate today) {
        return Problem.Brief.of("flight_over", "its flight was over on " + end + " and today is " + today + " (UTC): nothing was ordered");
    }

    private Next reserve(LineRow line, Situation at) {
        line.noReserve |= at.profile().is(Choice.RESERVE, "no");
        if (line.noReserve && !line.draftDifferences.isEmpty()) {
            return giveBackOther(line, line.draftDifferences, at);
        }
        if (line.noReserve) {
            return at.phase() == Phase.BOOK ? LineSends.send(line, Step.BOOK, 1, at) : Next.PARK;
        }
        return LineSends.send(line, Step.RESERVE, 1, at);
    }

    /** Without a reserve between them, what the draft says is what would be booked. */
    private Next giveBackOther(LineRow line, List<String> differences, Situation at) {
        line.endsAs = LineStatus.FAILED;
        line.problem = new Problem.Brief("terms_changed", "the seller's draft has other terms than agreed: " + String.join(", ", differences),
                Map.of("differences", differences));
        return release.giveBack(line, at);
    }

    private Next book(LineRow line, Situation at) {
        if (isTooLate(line, at)) {
            if (line.renewals < MAX_RENEWALS) {
                line.renewals++;
                line.endedHold = line.reservedUntil;
                return at.speech().serves(Call.RESET) ? LineSends.send(line, Step.RESET, 1, at) : askAnew(line, at);
            }
            line.endsAs = LineStatus.EXPIRED;
            line.problem = Problem.Brief.of("hold_expired", "the seller's hold ended at " + line.reservedUntil + " before it could be booked");
            return release.giveBack(line, at);
        }
        return at.phase() == Phase.BOOK ? LineSends.send(line, Step.BOOK, 1, at) : Next.PARK;
    }

    /** Where a hold cannot be renewed, the line is asked for once more; what was held ends by itself. */
    private Next askAnew(LineRow line, Situation at) {
        line.sellerLineId = null;
        line.reservedUntil = null;
        if (line.plannedRateMicros != null) {
            line.rateMicros = line.plannedRateMicros;
            line.costMicros = line.rate().cost(line.quantity).micros();
        }
        line.reservedMicros = 0;
        line.status = LineStatus.ORDERED;
        return create(line, at);
    }

    /** When a call of this step is of no use any more: a book that had to wait for a connection leaves while the hold stands, or not at all. */
    Optional<Instant> mustEndBy(LineRow line, Step step) {
        return step == Step.BOOK ? Optional.ofNullable(line.reservedUntil) : Optional.empty();
    }

    // replies

    /** The answer to a call that creates, acts on, or reads the line. */
    void heard(LineRow line, Step asked, Outcome<SellerLine> outcome, Situation at) {
        Attempt attempt = line.attempt;
        boolean read = asked == Step.READ_LINE;
        attempt.answered = true;
        if (outcome instanceof Outcome.Accepted<SellerLine> accepted) {
            attempt.failures = 0;
            if (attempt.step == Step.CREATE_LINE && !accepted.value().id().isEmpty()) {
                attempt.understood(Call.CREATE_LINE, at.speaker(), "it took a line so");
            }
            if (attempt.step == Step.CREATE_LINE && accepted.value().id().isEmpty()) {
                line.status = LineStatus.UNKNOWN;
                attempt.evidence = "the seller answered without the line's id";
            } else if (attempt.step == Step.CREATE_LINE) {
                adopt(line, accepted.value(), at);
            } else {
                shown.seen(line, accepted.value(), read, at);
            }
        } else if (outcome instanceof Outcome.Refused<SellerLine> refused) {
            if (read) {
                notReadable(line, refused, at);
            } else {
                refused(line, refused, at);
            }
        } else if (outcome instanceof Outcome.Unknown<SellerLine> unknown) {
            unknown(line, asked, unknown, at);
        }
    }

    /** The order as the seller shows it now. */
    void orderRead(LineRow line, Outcome<SellerObject> outcome, Situation at) {
        approval.read(line, outcome, at);
    }

    /** A page of the order's lines, read to find out whether ours is among them. */
    void listed(LineRow line, Outcome<PageOf<SellerLine>> outcome, Situation at) {
        Attempt attempt = line.attempt;
        if (outcome instanceof Outcome.Accepted<PageOf<SellerLine>> page) {
            Optional<SellerLine> ours = page.value().items().stream()
                    .filter(l -> line.sellerLineId == null ? l.bears(line.key) : l.id().equals(line.sellerLineId)).findFirst();
            if (ours.isPresent() && attempt.step == Step.CREATE_LINE) {
                adopt(line, ours.get(), at);
            } else if (ours.isPresent()) {
                attempt.failures = 0;
                shown.seen(line, ours.get(), true, at);
            } else {
                switch (attempt.turnPage(page.value(), SellerLine::id, at.speech().pagings())) {
                    case NEXT -> { }
                    case END -> notListed(line, at);
                    default -> LineEnds.ask(line, "the seller does not show all the lines of the order, and this one is not among those it shows");
                }
            }
        } else if (outcome instanceof Outcome.Refused<PageOf<SellerLine>> refused) {
            if (!attempt.retriesPage(refused, at.speech().pagings())) {
                LineEnds.ask(line, "the lines of the order cannot be listed (" + refused.reason() + "), so nobody can tell whether it was created");
            }
        } else if (outcome instanceof Outcome.Unknown<PageOf<SellerLine>> unknown) {
            unknown(line, Step.FIND_LINE, new Outcome.Unknown<>(unknown.reason(), unknown.neverSent(), unknown.retryAfter()), at);
        }
    }

    private void notListed(LineRow line, Situation at) {
        String evidence = "the order's lines do not include it";
        if (line.attempt.step == Step.CREATE_LINE) {
            sends.absent(line, evidence, at);
        } else if (line.attempt.step == Step.CANCEL) {
            if (resolver.endsFor(line.attempt, "not listed", at.now(), at.profile())) {
                LineEnds.released(line, at);
            }
        } else if (resolver.absent(line.attempt, at.now(), at.profile()) != Resolver.Verdict.READ_AGAIN) {
            // it was there once: sending again is for a step that has shown no effect, not for a line that nobody sees
            String shown = "the seller shows the line neither by itself nor in its order";
            if (line.attempt.step == Step.READ_LINE) {
                LineEnds.askNotAtSeller(line, at.order(), shown);
            } else {
                LineEnds.ask(line, shown);
            }
        }
    }

    private void adopt(LineRow line, SellerLine held, Situation at) {
        Optional<String> another = LineIdentity.contradiction(line, held, at);
        if (another.isPresent()) {
            LineEnds.ask(line, another.get());
            return;
        }
        line.sellerLineId = held.id();
        line.sellerState = held.rawState();
        line.status = LineStatus.DRAFT;
        line.attempt = null;
        if (prices.otherThanAsked(line, held, at)) {
            return;
        }
        line.draftDifferences = differences(line, at.order(), held);
        if (held.state().isBooked() || held.state() == LineState.RESERVED || held.state().isPending() || !at.speech().serves(Call.RESERVE)) {
            // further than we asked for, or as far as one can come there: look again as if we had reserved, so that its terms are compared before anything else
            line.attempt = Attempt.of(Step.RESERVE, 1, at.now());
            line.attempt.answered = true;
        }
    }

    /** What the seller shows, held against what was agreed. */
    List<String> differences(LineRow agreed, OrderRow order, SellerLine held) {
        return Agreement.differences(agreed, order, held);
    }

    private void refused(LineRow line, Outcome.Refused<SellerLine> refused, Situation at) {
        Attempt attempt = line.attempt;
        if (attempt.step == Step.CREATE_LINE) {
            boolean goesOn = OrderApproval.speaksOf(refused.reason()) && approval.looks(line, refused.reason(), at)
                    || LineWays.sayOtherwise(line, refused, at) || approval.looks(line, refused.reason(), at);
            if (!goesOn) {
                LineEnds.end(line, LineStatus.FAILED, Problem.Brief.of("seller_refused", refused.reason()));
            }
        } else {
            // believed only after a read of the line agrees
            attempt.refusal = refused.reason();
            attempt.refusalStatus = refused.status();
            attempt.refusalWords = refused.words();
        }
    }

    private void notReadable(LineRow line, Outcome.Refused<SellerLine> refused, Situation at) {
        if (refused.notServed() && at.speech().serves(Call.LIST_LINES)) {
            // gone, or never shown by itself: the list of the order's lines tells
            line.attempt.byList = true;
            line.attempt.evidence = "the line cannot be read (" + refused.reason() + ")";
        } else if (!resolver.failedAgain(line.attempt, refused.reason(), "", at.now())) {
            LineEnds.ask(line, "the line cannot be read (" + refused.reason() + ")");
        }
    }

    private void unknown(LineRow line, Step asked, Outcome.Unknown<SellerLine> unknown, Situation at) {
        Attempt attempt = line.attempt;
        boolean mutating = asked.mutating();
        boolean goesOn = resolver.failedAgain(attempt, unknown.reason(), unknown.retryAfter(), at.now());
        if (mutating && (unknown.neverSent() || at.speech().repeatable(asked.call()))) {
            // known: nothing has happened, or nothing that binds anybody. Sent again as it is, until it has failed too often
            attempt.answered = false;
            attempt.perhapsDone |= !unknown.neverSent();
            attempt.journal = 0;
            if (!goesOn) {
                unreachable(line, unknown.reason());
            }
            return;
        }
        if (mutating) {
            attempt.failures = 0;
            line.status = LineStatus.UNKNOWN;
            attempt.next = unknown.retryAfter().isEmpty() ? null : attempt.next;
            line.interruptions = unknown.retryAfter().isEmpty() ? line.interruptions : resolver.interrupted(attempt, line.interruptions);
        } else if (!goesOn) {
            LineEnds.ask(line, "the seller could not be read after an answer was lost: " + unknown.reason());
        }
    }

    private void unreachable(LineRow line, String reason) {
        boolean nothingHeld = line.attempt.step == Step.CREATE_LINE || line.attempt.step == Step.RESERVE;
        if (nothingHeld) {
            LineEnds.end(line, LineStatus.FAILED, Problem.Brief.of("seller_unreachable", reason));
        } else {
            LineEnds.ask(line, "the seller holds the line and cannot be reached: " + reason);
        }
    }
}
