package org.opendirect.gateway.seller.dialect;

import org.opendirect.gateway.json.Loose;

/**
 * What a seller has decided about an order ({@code orderstatus}, OpenDirect 2.1 section 4) or an account ({@code status}), in one spelling, plus
 * the two cases of not knowing. Sellers take other words than the standard's three.
 */
public enum ApprovalState {
    PENDING, APPROVED,
    /** nothing comes of it: rejected, or cancelled since */
    REJECTED,
    /** the seller does not say */
    ABSENT,
    /** the seller says something that is not known here */
    UNRECOGNIZED;

    public static ApprovalState of(String text) {
        String plain = text == null ? "" : Loose.plain(text);
        return switch (plain) {
            case "" -> ABSENT;
            case "approved", "accepted", "active", "open", "confirmed", "booked", "live" -> APPROVED;
            case "rejected", "declined", "disapproved", "canceled", "cancelled" -> REJECTED;
            case "submitted", "draft", "new" -> PENDING;
            default -> plain.startsWith("pending") || plain.startsWith("await") || plain.contains("review") ? PENDING : UNRECOGNIZED;
        };
    }

    /** Whether nobody has to wait any longer; what is not known here counts as pending. */
    public boolean isDecided() {
        return this == APPROVED || this == REJECTED;
    }

    /** Whether an order in this state may be why something was refused under it. Most sellers act under a pending order all the same. */
    public boolean mayBlockLines(Dialect dialect) {
        Profile profile = dialect.profile();
        boolean knownNotTo = profile.knows(Choice.ORDER_APPROVAL) && profile.is(Choice.ORDER_APPROVAL, "none");
        return this == PENDING && !knownNotTo && dialect.booking().serves(Call.READ_ORDER);
    }
}
