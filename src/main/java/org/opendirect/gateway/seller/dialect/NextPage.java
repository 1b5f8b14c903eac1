package org.opendirect.gateway.seller.dialect;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opendirect.gateway.json.Loose;

/**
 * What a page says of the one after it: a link, or a token and the names of the parameter that may take it, or only that there is one
 * (RFC 8288 {@code rel=next}; OData 4.01 section 11.2.6.7 {@code @odata.nextLink}; Google AIP-158 {@code nextPageToken}; and the cursors of
 * many others).
 *
 * @param link   where the next page is, as the seller writes it; null for none
 * @param token  what the next page is asked for with; null for none
 * @param names  the parameters that may take the token, the most likely first
 * @param more   whether there is another page, as far as the seller says; null where it does not
 * @param reason why the link cannot be followed; null where it can
 */
public record NextPage(String link, String token, List<String> names, Boolean more, String reason) {

    /** A page that says nothing of another. */
    public static final NextPage UNSAID = new NextPage(null, null, List.of(), null, null);

    /** longer ones are none, and they are kept with what is under way */
    private static final int LONGEST = 4_000;
    private static final Pattern LINK = Pattern.compile("<([^>]*)>((?:\\s*;\\s*[^;,\"]+(?:\"[^\"]*\")?)*)");
    private static final Pattern IS_NEXT = Pattern.compile(";\\s*rel\\s*=\\s*(\"([^\"]*\\s)?next(\\s[^\"]*)?\"|next\\b)", Pattern.CASE_INSENSITIVE);
    /** the objects that may have it instead of the envelope */
    private static final String[] PLACES = {"paging", "pagination", "meta", "page", "pageInfo", "links", "_links", "cursors", "metadata", "responseMetadata"};
    private static final String[] LINKS = {"@odata.nextLink", "odata.nextLink", "nextLink", "nextUrl", "nextPageUrl", "nextPageLink", "nextHref", "nextUri"};
    /** a link or a token, as it looks */
    private static final String[] EITHER = {"next", "nextPage"};
    private static final String[] MORE = {"hasMore", "hasNext", "hasNextPage", "hasMoreItems", "hasMorePages", "moreAvailable", "more"};
    private static final String[] LAST = {"isLast", "isLastPage", "lastPageReached"};
    /** tokens by the name they stand under, and the parameters that take them */
    private static final Map<String, List<String>> TOKENS = tokens();
    /** names that are there, and empty, on the last page */
    private static final Set<String> EMPTY_AT_THE_END = plain(LINKS, EITHER, TOKENS.keySet().toArray(String[]::new));
    private static final Set<String> OF_INTEREST = plain(PLACES, LINKS, EITHER, TOKENS.keySet().toArray(String[]::new), MORE, LAST);

    private static Map<String, List<String>> tokens() {
        var tokens = new LinkedHashMap<String, List<String>>();
        List<String> cursors = List.of("cursor", "after", "next_cursor", "nextCursor", "page_token", "pageToken", "starting_after");
        tokens.put("nextCursor", cursors);
        tokens.put("nextPageCursor", cursors);
        tokens.put("cursorNext", cursors);
        tokens.put("endCursor", List.of("after", "cursor"));
        tokens.put("nextPageToken", List.of("pageToken", "page_token", "nextPageToken", "cursor"));
        tokens.put("nextToken", List.of("nextToken", "next_token", "token", "pageToken", "cursor"));
        tokens.put("continuationToken", List.of("continuationToken", "continuation_token", "continuation"));
        tokens.put("nextContinuationToken", List.of("continuationToken", "continuation-token", "continuation_token"));
        tokens.put("continuation", List.of("continuation", "continuationToken", "continuation_token"));
        tokens.put("nextMarker", List.of("marker", "nextMarker"));
        tokens.put("bookmark", List.of("bookmark"));
        tokens.put("scrollId", List.of("scroll_id", "scrollId"));
        tokens.put("nextOffset", List.of("offset", "skip", "$skip"));
        tokens.put("nextSkip", List.of("skip", "$skip", "offset"));
        tokens.put("after", List.of("after", "cursor"));
        tokens.put("pageToken", List.of("pageToken", "page_token", "cursor"));
        tokens.put("cursor", cursors);
        return tokens;
    }

    private static Set<String> plain(String[]... names) {
        Set<String> plain = new HashSet<>();
        for (String[] some : names) {
            for (String name : some) {
                plain.add(Loose.plain(name));
            }
        }
        return Set.copyOf(plain);
    }

    /** Whether a property beside a list may say something of another page. */
    static boolean concerns(String property) {
        return OF_INTEREST.contains(Loose.plain(property));
    }

    /** Whether the seller says how to ask for the page after this one. */
    public boolean follows() {
        return reason == null && (link != null || token != null);
    }

    /** What the next page is asked for with, link or token. */
    String value() {
        return link != null ? link : token;
    }

    /** The forms that it may be asked for in, as in {@link Choice#PAGING}. */
    List<String> forms() {
        return link != null ? List.of(PageTurn.LINK) : names.stream().map(n -> n + "={cursor}").toList();
    }

    /** Read off the header of an answer, and off the object around the list; nothing but a header where the list is bare. */
    static NextPage of(Loose envelope, WireReply reply) {
        Optional<String> header = linkIn(reply.link());
        List<Loose> places = new ArrayList<>(List.of(envelope));
        for (String place : PLACES) {
            Loose inner = envelope.get(place);
            if (inner.isObject()) {
                places.add(inner);
                Loose cursors = inner.get("cursors");
                places.add(cursors);
            }
        }
        Boolean more = places.stream().map(NextPage::moreIn).filter(Objects::nonNull).findFirst().orElse(null);
        if (header.isPresent()) {
            return link(header.get(), reply, more);
        }
        if (Boolean.FALSE.equals(more)) {
            return new NextPage(null, null, List.of(), false, null);
        }
        return places.stream().map(place -> of(place, reply, more)).filter(Objects::nonNull).findFirst()
                .orElseGet(() -> more == null ? UNSAID : new NextPage(null, null, List.of(), more, null));
    }

    private static NextPage of(Loose place, WireReply reply, Boolean more) {
        if (!place.isObject()) {
            return null;
        }
        Optional<String> link = text(place, LINKS);
        if (link.isPresent()) {
            return link(link.get(), reply, more);
        }
        for (var token : TOKENS.entrySet()) {
            Optional<String> value = text(place, token.getKey());
            if (value.isPresent()) {
                return new NextPage(null, value.get(), token.getValue(), more, null);
            }
        }
        Loose either = place.get(EITHER);
        Optional<String> next = either.isObject() ? text(either, "href", "url", "link") : text(place, EITHER);
        return next.map(n -> looksLikeALink(n) ? link(n, reply, more) : either.node().isNumber()
                ? new NextPage(null, n, List.of("page", "pageNumber"), more, null) : new NextPage(null, n, TOKENS.get("nextCursor"), more, null)).orElse(null);
    }

    private static Optional<String> text(Loose place, String... names) {
        return place.text(names).filter(t -> t.length() <= LONGEST && !t.equals("false") && !t.equals("null"));
    }

    private static boolean looksLikeALink(String text) {
        return text.matches("(?i)(https?://|/|\\?).*") || text.contains("?") && text.contains("=");
    }

    private static Boolean moreIn(Loose place) {
        if (!place.isObject()) {
            return null;
        }
        Optional<Boolean> said = place.bool(MORE).or(() -> place.bool(LAST).map(last -> !last));
        return said.orElseGet(() -> endsEmpty(place) ? Boolean.FALSE : null);
    }

    private static boolean endsEmpty(Loose place) {
        boolean empty = false;
        for (var fields = place.node().fields(); fields.hasNext();) {
            var field = fields.next();
            if (EMPTY_AT_THE_END.contains(Loose.plain(field.getKey()))) {
                boolean nothing = field.getValue().isNull() || field.getValue().isTextual() && field.getValue().asText().isBlank();
                if (!nothing) {
                    return false;
                }
                empty = true;
            }
        }
        return empty;
    }

    private static Optional<String> linkIn(String header) {
        Matcher links = LINK.matcher(header);
        while (links.find()) {
            if (IS_NEXT.matcher(links.group(2)).find()) {
                return Optional.of(links.group(1).trim()).filter(l -> l.length() <= LONGEST);
            }
        }
        return Optional.empty();
    }

    /** Resolved against what was asked: a path at the seller's origin. Nothing is followed to another. */
    private static NextPage link(String written, WireReply reply, Boolean more) {
        try {
            URI asked = new URI(reply.url());
            URI named = new URI(written.replace(" ", "%20").replace("|", "%7C"));
            // a query alone is of the same path (RFC 3986 section 5.2.2), which URI.resolve does not know
            boolean samePath = named.getRawAuthority() == null && "".equals(named.getRawPath());
            String query = named.getRawQuery() == null ? "" : "?" + named.getRawQuery();
            URI next = asked.resolve(samePath ? new URI(asked.getRawPath() + query) : named);
            boolean here = Objects.equals(origin(asked), origin(next)) && next.getRawPath() != null && next.getRawPath().startsWith("/");
            if (here && !reply.url().isEmpty()) {
                return new NextPage(next.getRawPath() + (next.getRawQuery() == null ? "" : "?" + next.getRawQuery()), null, List.of(), more, null);
            }
            return new NextPage(null, null, List.of(), true, "the next page is said to be at another place, " + origin(next) + ", which is not followed");
        } catch (URISyntaxException | IllegalArgumentException e) {
            return new NextPage(null, null, List.of(), true, "the link to the next page cannot be read");
        }
    }

    private static String origin(URI url) {
        if (url.getScheme() == null || url.getHost() == null || url.getRawUserInfo() != null) {
            return "no address";
        }
        int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
        return url.getScheme().toLowerCase(Locale.ROOT) + "://" + url.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }
}
