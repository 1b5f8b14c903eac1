package org.opendirect.gateway.json;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object that is stored as JSON, is changed and is stored again. What this version does not know of it stays: another version has
 * written it, and finds it again.
 */
public abstract class StoredObject {

    private final transient Map<String, JsonNode> unknown = new LinkedHashMap<>();

    @JsonAnySetter
    private void keep(String name, JsonNode value) {
        unknown.put(name, value);
    }

    /** The name of this one counts: a field of the same name would not be stored any more. */
    @JsonAnyGetter
    private Map<String, JsonNode> fieldsOfAnotherVersion() {
        return unknown;
    }
}
