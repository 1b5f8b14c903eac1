package org.opendirect.gateway.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.sandbox.Answer.Refusal;

/** How a dialect cuts its lists into pages, 50 at a time when it is not told otherwise. Parameters of other names are not understood. */
enum Paging {
    /** {@code $skip} and {@code $top}; no total */
    DOLLARS("$skip", "$top", Integer.MAX_VALUE, 400),
    /** {@code skip} and {@code top}; no total */
    PLAIN("skip", "top", Integer.MAX_VALUE, 422),
    /** {@code offset} and {@code count}, at most the 250 that 2.1 recommends; the total in {@code X-Total-Count} */
    COUNT_HEADER("offset", "count", 250, 400),
    /** the same; the total in a {@code paging} object */
    COUNT_OBJECT("offset", "count", 250, 400),
    /** {@code offset} and {@code limit}, of which more than 500 is refused; the total in {@code total_count} */
    LIMIT("offset", "limit", 500, 422);

    private static final int DEFAULT_SIZE = 50;

    private final String skip;
    private final String top;
    private final int most;
    private final int refusal;

    Paging(String skip, String top, int most, int refusal) {
        this.skip = skip;
        this.top = top;
        this.most = most;
        this.refusal = refusal;
    }

    /** @param words of the envelope */
    Answer page(String name, List<?> all, Map<String, String> query, Words words) {
        Integer from = number(query.getOrDefault(skip, "0"));
        Integer size = number(query.getOrDefault(top, String.valueOf(DEFAULT_SIZE)));
        if (from == null || size == null || this == LIMIT && (size < 1 || size > most)) {
            String wrong = from == null ? skip : top;
            return Answer.refused(refusal, List.of(new Refusal("InvalidPaging", wrong + " is no number that can be used", wrong)));
        }
        int most = Math.min(size, this.most);
        var envelope = new LinkedHashMap<String, Object>();
        envelope.put(words.of(name), all.stream().skip(from).limit(most).toList());
        if (this == COUNT_OBJECT) {
            envelope.put(words.of("paging"), Map.of("offset", from, "count", most, "totalrecords", all.size(), "countlimit", this.most));
        } else if (this == LIMIT) {
            envelope.put("total_count", all.size());
            envelope.put("limit", most);
            envelope.put("offset", from);
        }
        Answer page = Answer.ok(envelope);
        return this == COUNT_HEADER ? page.with("X-Total-Count", String.valueOf(all.size())) : page;
    }

    private static Integer number(String text) {
        return text.matches("\\d{1,9}") ? Integer.valueOf(text) : null;
    }
}
