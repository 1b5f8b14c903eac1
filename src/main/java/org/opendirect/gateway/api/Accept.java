package org.opendirect.gateway.api;

import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.problem.Problem;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Proactive negotiation of an answer's media type (RFC 9110, section 12.5.1). */
final class Accept {

    private static final int MAX_LENGTH = 2_000;

    private Accept() {
    }

    /** Whether the caller leaves the choice to the server. */
    static boolean takesAnything(List<String> accept) {
        return accept.isEmpty() || accept.size() == 1 && (accept.get(0).isBlank() || accept.get(0).trim().equals("*/*"));
    }

    /**
     * The offered type of the highest quality; of several, that whose range stands first in the header; else that which is offered first.
     *
     * @param accept  the values of the header
     * @param offered at least one type, the usual one first
     * @throws org.opendirect.gateway.problem.ProblemException 406 when none is acceptable, or the header cannot be read
     */
    static String choose(List<String> accept, List<String> offered) {
        if (takesAnything(accept)) {
            return offered.get(0);
        }
        String header = String.join(",", accept);
        List<MediaType> ranges = ranges(header).orElseThrow(() -> refused(header, offered));
        String best = null;
        double quality = 0;
        int place = 0;
        for (String type : offered) {
            int range = mostSpecific(ranges, MediaType.parseMediaType(type));
            double q = range < 0 ? 0 : ranges.get(range).getQualityValue();
            if (q > quality || q == quality && q > 0 && range < place) {
                best = type;
                quality = q;
                place = range;
            }
        }
        if (best == null) {
            throw refused(header, offered);
        }
        return best;
    }

    private static Optional<List<MediaType>> ranges(String header) {
        try {
            return header.length() > MAX_LENGTH ? Optional.empty() : Optional.of(MediaType.parseMediaTypes(header));
        } catch (InvalidMediaTypeException e) {
            return Optional.empty();
        }
    }

    /** Index of the range that says most about the type; -1 when none includes it. */
    private static int mostSpecific(List<MediaType> ranges, MediaType type) {
        int found = -1;
        for (int i = 0; i < ranges.size(); i++) {
            MediaType range = ranges.get(i);
            if (range.includes(type) && (found < 0 || precision(range) > precision(ranges.get(found)))) {
                found = i;
            }
        }
        return found;
    }

    private static int precision(MediaType range) {
        return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
    }

    private static RuntimeException refused(String header, List<String> offered) {
        return Problem.of(406, "not_acceptable", "The answer would not be accepted", "this call answers " + String.join(" or ", offered)
                + ", and Accept is " + (header.length() > 100 ? header.substring(0, 100) + "…" : header)).asException();
    }
}
