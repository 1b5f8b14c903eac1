package org.opendirect.gateway.seller.dialect;

import java.util.Map;
import org.opendirect.gateway.json.Json;

/** What is searched for, in the seed's words (facts/opendirect-2.1.md); written once, however many sellers are asked. */
public final class SearchQuestion {

    private final byte[] json;

    /** @param filters by name; without nulls */
    public SearchQuestion(Map<String, Object> filters) {
        this.json = Json.bytes(filters);
    }

    /** As the body of a request; for all sellers the same array, which nobody changes. */
    public byte[] json() {
        return json;
    }
}
