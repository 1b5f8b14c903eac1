package org.opendirect.gateway.booking;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendirect.gateway.work.Works;

/** What of a campaign came to nothing, so that it can be planned and booked again. */
public final class Retries {

    private final Rows rows;
    private final Works works;

    Retries(Rows rows, Works works) {
        this.rows = rows;
        this.works = works;
    }

    /**
     * What is bought, or held, for one plan line.
     *
     * @param micros what it costs, in the plan's currency
     */
    public record Bought(long impressions, long micros) {
        public static final Bought NOTHING = new Bought(0, 0);

        private Bought plus(Bought other) {
            return new Bought(Math.addExact(impressions, other.impressions), Math.addExact(micros, other.micros));
        }
    }

    /**
     * A line that is bought in part.
     *
     * @param missing    units of its rate type
     * @param negotiated whether its price was agreed for no more, so that money is left too
     */
    public record Reduced(String planLine, long missing, boolean negotiated) {
    }

    /** The booked lines of which the seller's prices have made less than was proposed. */
    public List<Reduced> reduced(String workId) {
        return rows.lines(workId).stream().filter(l -> l.status == LineStatus.BOOKED && l.proposedQuantity != null && l.planLine != null)
                .map(l -> new Reduced(l.planLine, l.proposedQuantity - l.quantity, l.isNegotiated())).toList();
    }

    /** By plan line. */
    public Map<String, Bought> bought(String workId) {
        var bought = new HashMap<String, Bought>();
        rows.lines(workId).stream().filter(l -> l.planLine != null && l.reservedMicros + l.bookedMicros > 0)
                .forEach(l -> bought.merge(l.planLine, new Bought(l.quantity, l.reservedMicros + l.bookedMicros), Bought::plus));
        return bought;
    }

    /**
     * Sets aside the lines that came to nothing, and begins the work anew. Inside a transaction.
     *
     * @return the plan lines that they were for
     */
    public Set<String> begin(String workId, String askedBy) {
        var planLines = new LinkedHashSet<String>();
        for (LineRow line : rows.lines(workId)) {
            if (line.status.isLost()) {
                planLines.add(line.planLine);
                if (line.bookingId == null) {
                    rows.delete(line);
                } else {
                    line.superseded = true;
                    rows.save(line);
                }
            }
        }
        works.restart(workId, askedBy);
        return planLines;
    }

    /**
     * What the lines that come now have to leave alone.
     *
     * @param ids      of lines that there are, or were
     * @param position the first that is free
     */
    public record Taken(Set<String> ids, int position) {
    }

    public Taken taken(String workId) {
        List<LineRow> lines = rows.linesEver(workId);
        return new Taken(lines.stream().map(l -> l.id).collect(Collectors.toSet()), lines.stream().mapToInt(l -> l.position + 1).max().orElse(0));
    }
}
