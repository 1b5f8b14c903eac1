package org.opendirect.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.settings.GatewaySettings;

/** The settings know the dialects by name only, since nothing but the wiring may know the sandbox. */
class SandboxSettingsTest {

    @Test
    void theSettingsNameEachDialectAndWhereItIsServed() {
        Map<String, String> paths = Arrays.stream(SandboxDialect.values()).collect(Collectors.toMap(SandboxDialect::word, SandboxDialect::base));

        assertThat(GatewaySettings.Sandbox.BASE_PATHS).isEqualTo(paths);
    }

    @Test
    void dialectsAreFoundByName() {
        assertThat(SandboxDialect.named(List.of("iab-agent-seed", "put", "seed")))
                .containsExactly(SandboxDialect.IAB_AGENT_SEED, SandboxDialect.PUT, SandboxDialect.SEED);
        assertThatThrownBy(() -> SandboxDialect.named(List.of("SEED"))).isInstanceOf(IllegalArgumentException.class);
    }
}
