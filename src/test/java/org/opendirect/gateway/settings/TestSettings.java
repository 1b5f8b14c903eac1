package org.opendirect.gateway.settings;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings for tests without a Spring context: the defaults, and what a test sets. */
public final class TestSettings {

    private TestSettings() {
    }

    public static GatewaySettings defaults() {
        return with(Map.of());
    }

    public static GatewaySettings with(Map<String, Object> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("gateway", Bindable.of(GatewaySettings.class));
    }
}
