package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.json.Selection;

/** What the readers of all dialects have in common. */
final class Replies {

    static final String[] TOTALS = {"total", "totalCount", "totalRecords", "totalResults", "totalSize", "totalElements", "totalItems",
        "@odata.count"};
    static final String[] PAGINGS = {"paging", "pagination", "meta", "page"};

    private static final int MAX_ID = 200;

    private Replies() {
    }

    /** @param reader of an answer that is JSON */
    static <T> Outcome<T> read(WireReply reply, Function<Loose, Optional<T>> reader) {
        return read(reply, () -> reply.json().flatMap(reader));
    }

    /** @param reader of an answer; empty when it cannot be read */
    static <T> Outcome<T> read(WireReply reply, Supplier<Optional<T>> reader) {
        if (!reply.answered()) {
            return new Outcome.Unknown<>(reply.reason(), reply.failure().nothingSent(), "");
        }
        int status = reply.status();
        if (status >= 200 && status < 300) {
            return reader.get().<Outcome<T>>map(Outcome.Accepted::new)
                    .orElseGet(() -> new Outcome.Unknown<>("the answer cannot be read (HTTP " + status + ", " + reply.body().length + " bytes)"));
        }
        boolean known = status >= 400 && status < 500 && status != 408 && status != 409 && status != 425 && status != 429 || status == 501;
        return known ? new Outcome.Refused<>(status, reply.reason(), reply.words()) : new Outcome.Unknown<>(reply.reason(), false, reply.retryAfter());
    }

    /** The items of a list, bare or in an envelope; empty when there is no list. */
    static Optional<Loose> listIn(Loose json, String... envelopes) {
        Loose list = json.node().isArray() ? json : json.get(envelopes);
        return list.node().isArray() ? Optional.of(list) : Optional.empty();
    }

    /** How many items a list has in all, wherever the seller says so: the header X-Total-Count, a paging object, beside the list. */
    static Long totalOf(Loose json, WireReply reply) {
        return totalOf(reply, json.get(TOTALS), json.get(PAGINGS));
    }

    /** As said in the header, beside the list, or in a paging object. */
    static Long totalOf(WireReply reply, Loose total, Loose paging) {
        return reply.total().or(total::whole).or(() -> paging.whole("totalRecords", "total", "totalCount", "totalElements", "totalResults", "totalItems", "totalSize"))
                .filter(n -> n >= 0).orElse(null);
    }

    /** What stands around a list that is read by itself: the envelope without anything that is an array. */
    static Loose around(WireReply reply) {
        try (JsonParser json = Json.stream(reply.body())) {
            var around = Json.FOREIGN_NODES.objectNode();
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    if (json.nextToken() == JsonToken.START_ARRAY) {
                        json.skipChildren();
                    } else {
                        around.set(name, Selection.node(json));
                    }
                }
            }
            return new Loose(around);
        } catch (IOException e) {
            return new Loose(null);
        }
    }

    static Optional<PageOf<SellerObject>> objects(Loose json, WireReply reply, String envelope) {
        return listIn(json, envelope).map(list -> {
            var objects = new ArrayList<SellerObject>();
            List<Loose> items = list.items();
            items.forEach(o -> objectOf(o, "").ifPresent(objects::add));
            return new PageOf<>(List.copyOf(objects), items.size(), totalOf(json, reply), NextPage.of(json, reply));
        });
    }

    static Optional<SellerObject> objectOf(Loose o, String location) {
        String id = o.text("id").orElseGet(() -> lastSegment(location));
        return !o.isObject() || id.isEmpty() || isNoId(id) ? Optional.empty() : Optional.of(new SellerObject(id, o.text("name").orElse(""),
                o.text("orderStatus", "status").orElse("").toUpperCase(Locale.ROOT),
                o.text("advertiserId").orElse("") + "/" + o.text("buyerId").orElse(""), marks(o),
                o.text("currency").orElse("").toUpperCase(Locale.ROOT), o.text("accountId").orElse("")));
    }

    /**
     * What cannot be an id: the two words that mean a place in the tree cannot be asked for; what is longer than {@value #MAX_ID} characters
     * is too long for the indexes of the database, and a control character is no part of a path.
     */
    static boolean isNoId(String id) {
        return id.length() > MAX_ID || id.equals(".") || id.equals("..") || id.chars().anyMatch(Character::isISOControl);
    }

    /** The places where our natural key may stand. */
    static String marks(Loose o) {
        return o.text("name").orElse("") + "\n" + o.get("ext").text("gatewayKey").orElse("") + "\n"
                + o.get("providerData").text().orElseGet(() -> o.get("providerData").text("other").orElse(""));
    }

    static String lastSegment(String location) {
        String path = location.replaceAll("[?#].*", "").replaceAll("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
