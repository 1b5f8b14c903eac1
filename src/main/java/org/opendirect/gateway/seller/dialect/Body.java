package org.opendirect.gateway.seller.dialect;

import java.util.LinkedHashMap;
import java.util.Map;

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
