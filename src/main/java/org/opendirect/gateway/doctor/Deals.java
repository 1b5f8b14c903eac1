package org.opendirect.gateway.doctor;

import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.IabAgent;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** What only a seller of quotes and deals has: the IAB seller agent. */
final class Deals implements Station {

    private static final String NONE = "no-such-0";

    @Override
    public Group group() {
        return Group.DEALS;
    }

    @Override
    public String otherwise() {
        return "it sells by orders and lines";
    }

    @Override
    public void examine(Exam exam) {
        if (!exam.profile().is(Choice.DIALECT, IabAgent.NAME)) {
            return;
        }
        exam.offered(Check.DEALS_MONEY, exam.profile().knows(Choice.MONEY), exam.profile().get(Choice.MONEY)
                + exam.profile().chosen(Choice.MONEY).map(m -> m.evidence().isEmpty() ? " (set)" : ": " + m.evidence()).orElse(", assumed; the first quote shows it"));
        WireReply quote = exam.ask(WireRequest.get("/api/v1/quotes/" + NONE, ""));
        // by this word a quote that has ended is told from one that a server is too busy to find
        boolean named = quote.json().flatMap(j -> j.get("detail").text("error")).filter(e -> e.startsWith("quote_")).isPresent();
        exam.judge(Check.DEALS_UNKNOWN_QUOTE, Shelf.isGone(quote) && named, Shelf.reason(quote) + (named ? "" : "; it does not say that it is the quote that is missing"));
        WireReply deal = exam.ask(WireRequest.get("/api/v1/deals/" + NONE, ""));
        exam.judge(Check.DEALS_UNKNOWN_DEAL, Shelf.isGone(deal), Shelf.reason(deal));
        WireReply performance = exam.ask(WireRequest.get("/api/v1/deals/" + NONE + "/performance", ""));
        exam.judge(Check.DEALS_PERFORMANCE, Shelf.isGone(performance), Shelf.reason(performance));
    }
}
