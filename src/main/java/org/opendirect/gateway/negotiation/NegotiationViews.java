package org.opendirect.gateway.negotiation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.negotiation.NegotiationRow.Status;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerDirectory;

/** What is shown of negotiations, and what they have come to. */
public final class NegotiationViews {

    private final NegotiationRows rows;
    private final SellerDirectory sellers;
    private final Clock clock;

    NegotiationViews(NegotiationRows rows, SellerDirectory sellers, Clock clock) {
        this.rows = rows;
        this.sellers = sellers;
        this.clock = clock;
    }

    /**
     * What a negotiation has come to.
     *
     * @param askedMicros what the seller asks of this buyer without an offer; null where it was not asked
     * @param priceMicros the price that was agreed on or stands; null for none
     * @param negotiated  whether an offer was made for it, rather than a price taken that this buyer has anyway
     * @param standing    whether the seller has still to be told that it is accepted
     * @param proposalId  by which it can be booked itself; null where it cannot
     * @param quantity    impressions that the proposal is for; null when not known
     * @param standsUntil when it ends by itself; null when not known
     * @param words       how it ended, for people
     */
    public record Result(Long askedMicros, Long priceMicros, boolean negotiated, boolean standing, String proposalId, Long quantity,
                         Instant standsUntil, String words) {
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record View(String id, String seller, String proposalId, String productId, Long impressions, String mode, String strategy, String status, BigDecimal askedPrice,
                       BigDecimal finalPrice, String currency, List<RoundView> rounds, Problem.Brief problem) {
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record RoundView(int round, BigDecimal buyerPrice, BigDecimal sellerPrice, String action, String rationale, Instant at) {
    }

    public View view(String id) {
        return view(rows.row(id));
    }

    private static View view(NegotiationRow row) {
        return new View(row.id, row.seller, row.proposalId, row.productId, row.impressions, row.auto ? "auto" : "manual", row.tactics == null ? null : row.tactics.strategy(),
                row.status.name().toLowerCase(Locale.ROOT), amount(row.askedMicros), amount(row.finalMicros), row.currency, row.rounds.stream().map(r -> new RoundView(r.round,
                amount(r.buyerMicros), amount(r.sellerMicros), r.action, r.rationale, r.at)).toList(), row.problem);
    }

    /**
     * Newest first.
     *
     * @param status as shown, such as {@code walked_away}; null for any
     * @param seller null for any
     */
    public Map<String, Object> list(String status, String seller, int skip, int top) {
        Status of = status == null ? null : Status.valueOf(status.toUpperCase(Locale.ROOT));
        return Map.of("negotiations", rows.page(of, seller, skip, top).stream().map(NegotiationViews::view).toList(), "total", rows.count(of, seller));
    }

    /** The statuses as they are shown. */
    public static List<String> statuses() {
        return Arrays.stream(Status.values()).map(s -> s.name().toLowerCase(Locale.ROOT)).toList();
    }

    /**
     * What a price was agreed for.
     *
     * @param productId  null when the proposal was given by its id
     * @param ofCampaign whether a campaign has negotiated it, and books it
     * @param status     as shown
     * @param usedBy     the booking that it was used for; null for none
     */
    public record Agreement(String seller, String productId, String currency, LocalDate start, LocalDate end, boolean ofCampaign, String status,
                            String usedBy, Result result) {
    }

    /** Empty when there is no such negotiation. */
    public Optional<Agreement> agreement(String id) {
        return rows.find(id).map(row -> new Agreement(row.seller, row.productId, row.currency, row.start, row.end, row.group != null,
                row.status.name().toLowerCase(Locale.ROOT), rows.usedBy(id).orElse(null), result(id)));
    }

    public Result result(String id) {
        NegotiationRow row = rows.row(id);
        boolean over = row.isOver(clock.instant());
        boolean standing = row.status == Status.OPEN && row.standing && !over;
        boolean agreed = row.status == Status.ACCEPTED && !over;
        boolean bookable = (standing || agreed) && sellers.find(row.seller).map(s -> s.dialect().proposals().bookable()).orElse(false);
        return new Result(row.askedMicros, standing ? row.sellerMicros : agreed ? row.finalMicros : null, row.offered(), standing,
                bookable ? row.proposalId : null, row.impressions, row.standsUntil, outcome(row) + (over ? "; it stood until " + row.standsUntil : ""));
    }

    /** Whether a price that was agreed on, or stood, is to be had no more. */
    public boolean isGone(String id) {
        NegotiationRow row = rows.row(id);
        return row.status != Status.OPEN && (row.status != Status.ACCEPTED || row.isOver(clock.instant()));
    }

    /** Those about a plan line whose seller, where it is still configured, waits to be told whether its price is accepted. */
    public List<String> unanswered(String group) {
        return rows.group(group).stream().filter(r -> r.status == Status.OPEN && (r.standing || r.pending != null) && sellers.find(r.seller).isPresent())
                .map(r -> r.id).toList();
    }

    private static String outcome(NegotiationRow row) {
        if (row.status == Status.ACCEPTED && !row.offered()) {
            return "needed no offer: the seller asks " + new Money(row.finalMicros, row.currency);
        }
        String rounds = row.rounds.size() + (row.rounds.size() == 1 ? " round" : " rounds");
        return switch (row.status) {
            case ACCEPTED -> "agreed on " + new Money(row.finalMicros, row.currency) + " in " + rounds;
            case OPEN -> row.standing ? "came to " + new Money(row.sellerMicros, row.currency) + " in " + rounds + ", which stands and is not accepted yet"
                    : "still open after " + rounds;
            default -> row.status.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " after " + rounds
                    + (row.problem == null ? "" : ": " + row.problem.detail());
        };
    }

    private static BigDecimal amount(Long micros) {
        return micros == null ? null : Money.toAmount(micros);
    }
}
