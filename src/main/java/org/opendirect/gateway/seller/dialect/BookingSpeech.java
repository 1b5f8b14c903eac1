package org.opendirect.gateway.seller.dialect;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a dialect orders, books, and reads what it has booked. */
public interface BookingSpeech {

    /** Whether there is such a call. A call that is not served is a step that needs none. */
    boolean serves(Call call);

    /**
     * Whether a call may be sent again although nobody knows what became of it: it binds nobody, or it bears a key by which the seller
     * knows it again.
     */
    boolean repeatable(Call call);

    /**
     * Whether the seller prices a line by itself when it is asked for one: then less than the catalogue's price is taken as it comes.
     */
    boolean quotes();

    /** Whether a line has another id once it is booked. */
    boolean renames();

    /** Whether a line can say whom it is to be shown to. */
    boolean targets();

    /** Accounts and orders. The page matters to lists alone. */
    WireRequest say(Call call, OrderDraft order, Page page);

    /** Lines. The page matters to lists alone. */
    WireRequest say(Call call, LineDraft line, Page page);

    Outcome<PageOf<SellerObject>> objects(Call call, WireReply reply);

    Outcome<SellerObject> object(Call call, WireReply reply);

    Outcome<PageOf<SellerLine>> lines(WireReply reply);

    Outcome<SellerLine> line(Call call, WireReply reply);

    /** The forms in which a page may be asked for; the known or most likely one first. */
    List<String> pagings();

    /** Another way to say a call after it was not understood; empty when there is none left, or none may be tried. */
    Optional<Map<Choice, String>> otherWay(Call call, List<Way> tried);

    /** The choices that a call shows to be right when it was understood. */
    List<Choice> shownBy(Call call);

    /** The choices by which a call can be said one way or another. */
    default List<Choice> variedIn(Call call) {
        return shownBy(call);
    }

    WireRequest stats(LineDraft line);

    Outcome<LineStats> stats(LineDraft line, WireReply reply);
}
