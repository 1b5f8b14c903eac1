package org.opendirect.gateway.doctor;

import java.nio.charset.StandardCharsets;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** How it says no. Only to questions that change nothing. */
final class Errors implements Station {

    private static final byte[] NO_JSON = "{\"productId\": ".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Group group() {
        return Group.ERRORS;
    }

    @Override
    public void examine(Exam exam) {
        WireReply path = exam.ask(WireRequest.get("/no-such-path-0", ""));
        exam.judge(Check.ERRORS_PATH, Shelf.isGone(path), Shelf.reason(path));
        boolean avails = exam.hasPassed(Check.AVAILS_SERVED);
        if (!avails && exam.profile().is(Choice.SEARCH, "none")) {
            exam.notOffered(Check.ERRORS_JSON, "there is neither a search nor avails to try it with");
            return;
        }
        WireReply reply = exam.ask(new WireRequest("POST", avails ? "/products/avails" : "/products/search", "", NO_JSON, false));
        if (reply.notServed()) {
            exam.notOffered(Check.ERRORS_JSON, reply.reason());
        } else {
            exam.judge(Check.ERRORS_JSON, reply.status() >= 400 && reply.status() < 500, reply.ok() ? "HTTP " + reply.status() + " for half a body" : reply.reason());
        }
    }
}
