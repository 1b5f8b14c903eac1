package org.opendirect.gateway.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Times between two moments, each seen from the seller, or from the caller.
 *
 * @param between what lies at both ends
 * @param nanos   sorted
 */
record Gaps(String between, long[] nanos) {

    /** The name of the gaps that the goals are about. */
    static final String STEPS = "the three steps of a line together";
    private static final double NANOS_PER_MS = 1e6;

    static Gaps of(String between, Collection<Long> nanos) {
        return new Gaps(between, nanos.stream().mapToLong(Long::longValue).sorted().toArray());
    }

    /** All that is to be said of these orders; {@code submitted} has the time of each by its plain name. */
    static List<Gaps> of(List<StubOrder> orders, Map<String, Long> submitted) {
        List<StubLine> lines = orders.stream().flatMap(o -> o.lines.stream()).toList();
        List<Long> toReserve = lines.stream().map(l -> gap(l, StubLine.Call.CREATE, StubLine.Call.RESERVE)).toList();
        List<Long> toBook = lines.stream().map(l -> gap(l, StubLine.Call.RESERVE, StubLine.Call.BOOK)).toList();
        List<Long> toRead = lines.stream().map(l -> gap(l, StubLine.Call.BOOK, StubLine.Call.READ_BACK)).toList();
        var steps = new ArrayList<>(toReserve);
        steps.addAll(toBook);
        steps.addAll(toRead);
        return List.of(
                of("create-line → reserve", toReserve),
                of("reserve → book", toBook),
                of("book → read-back", toRead),
                of(STEPS, steps),
                of("POST → create-order", orders.stream().map(o -> o.arrived - submitted.get(o.plainName())).toList()),
                of("create-order → create-line", lines.stream().map(l -> l.arrivedAt(StubLine.Call.CREATE) - l.order.answered).toList()),
                of("POST → line booked, the seller's own time included", lines.stream()
                        .map(l -> l.answeredAt(StubLine.Call.BOOK) - submitted.get(l.order.plainName())).toList()));
    }

    private static long gap(StubLine line, StubLine.Call answered, StubLine.Call next) {
        return line.arrivedAt(next) - line.answeredAt(answered);
    }

    /** The value that this share of all does not pass (nearest rank), in milliseconds. */
    double percentile(double share) {
        return nanos[Math.max(0, (int) Math.ceil(share * nanos.length) - 1)] / NANOS_PER_MS;
    }

    double max() {
        return Arrays.stream(nanos).max().orElse(0) / NANOS_PER_MS;
    }
}
