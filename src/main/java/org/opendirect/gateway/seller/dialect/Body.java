package org.opendirect.gateway.seller.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.json.Json;

/** A request body with its names written as the seller writes them. What is null or empty is left out. */
final class Body {

    private final Profile profile;
    private final PropertyCase names;
    private final Map<String, Object> properties = new LinkedHashMap<>();

    private Body(Profile profile) {
        this.profile = profile;
        this.names = PropertyCase.of(profile);
    }

    static Body of(Profile profile) {
        return new Body(profile);
    }

    /** @param name in camelCase */
    Body put(String name, Object value) {
        return exactly(names.write(name), value);
    }

    /** What can be left out without changing what is meant, unless the seller does not know it; see {@link Complaint}. */
    Body may(String name, Object value) {
        return profile.omits(name) ? this : put(name, value);
    }

    /** Targeting, as an object of lists or as a list of AdCOM segments (facts/opendirect-2.1.md section 2.7). */
    Body targeting(Map<String, Object> targeting) {
        if (targeting.isEmpty() || !asSegments(profile)) {
            return put("targeting", targeting);
        }
        var segments = new ArrayList<Map<String, Object>>();
        targeting.forEach((name, values) -> (values instanceof List<?> list ? list : List.of(values))
                .forEach(value -> segments.add(segment(name, value))));
        return put("targeting", segments);
    }

    private static Map<String, Object> segment(String name, Object value) {
        var segment = new LinkedHashMap<String, Object>();
        segment.put("name", name);
        segment.put("value", value instanceof String ? value : Json.text(value));
        return segment;
    }

    static boolean asSegments(Profile profile) {
        return profile.is(Choice.TARGETING, "segments")
                || profile.is(Choice.TARGETING, "by-case") && PropertyCase.of(profile) != PropertyCase.CAMEL;
    }

    /** A name that is the same with every seller. */
    Body exactly(String name, Object value) {
        if (value != null && !(value instanceof Map<?, ?> map && map.isEmpty())) {
            properties.put(name, value);
        }
        return this;
    }

    /** An object inside of this one. */
    Body inner() {
        return new Body(profile);
    }

    Map<String, Object> properties() {
        return properties;
    }
}
