package org.opendirect.gateway.api;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.problem.Fields;

/** The REST side of the audit. */
public final class AuditApi {

    private static final int DEFAULT_TOP = 100;
    private static final int MAX_TOP = 1000;

    private final Audit audit;

    public AuditApi(Audit audit) {
        this.audit = audit;
    }

    /** {@code GET /audit?of=&after=&top=}: one page of the calls that have left, oldest first. */
    public Map<String, List<Audit.Entry>> list(@Header(Exchange.HTTP_QUERY) String parameters) {
        Fields query = RestParameters.query(parameters, "of", "after", "top");
        long after = query.wholeNumber("after", 0, Long.MAX_VALUE).orElse(0L);
        int top = RestParameters.top(query, DEFAULT_TOP, MAX_TOP);
        String of = query.text("of", 200).orElse(null);
        query.throwIfWrong();
        return Map.of("entries", audit.of(of, after, top));
    }
}
