package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.SettableClock;
import org.opendirect.gateway.seller.SellerTokens.NoTokenException;
import org.opendirect.gateway.seller.SellerTokens.TokenRequest;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

class SellerTokensTest {

    private final Seller seller = new SellerDirectory(TestSettings.with(Map.of("gateway.sellers[0].id", "s", "gateway.sellers[0].base-url", "http://s",
            "gateway.sellers[0].oauth2.token-url", "http://s/token", "gateway.sellers[0].oauth2.client-id", "me & you",
            "gateway.sellers[0].oauth2.client-secret", "s+cret")), new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), "")).get("s");
    private final List<TokenRequest> asked = new ArrayList<>();
    private final List<WireReply> answers = new ArrayList<>();
    private final SettableClock clock = new SettableClock();
    private final SellerTokens tokens = new SellerTokens(clock, (s, request) -> {
        asked.add(request);
        return answers.isEmpty() ? reply(200, "{\"access_token\":\"t" + asked.size() + "\",\"expires_in\":100}") : answers.remove(0);
    });

    @Test
    void aTokenIsUsedUntilAFifthOfItsLifeIsLeftAndThenRenewed() {
        assertThat(token()).isEqualTo("t1");
        clock.forward(Duration.ofSeconds(79));
        assertThat(token()).isEqualTo("t1");
        clock.forward(Duration.ofSeconds(2));
        assertThat(token()).as("renewed before it ends").isEqualTo("t2");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aTokenThatIsStillGoodIsGoneOnWithWhenTheEndpointFails() {
        token();
        clock.forward(Duration.ofSeconds(90));
        answers.add(reply(503, "{}"));
        assertThat(token()).isEqualTo("t1");
        clock.forward(Duration.ofSeconds(20));
        answers.add(reply(503, "{}"));
        assertThatThrownBy(this::token).isInstanceOf(NoTokenException.class)
                .satisfies(e -> assertThat(((NoTokenException) e).refused).as("it may work later").isFalse());
    }

    @Test
    void aTokenThatWasRefusedIsNotUsedAgainButANewerOneIs() {
        String old = token();
        tokens.refused(seller, old);
        assertThat(token()).isEqualTo("t2");
        tokens.refused(seller, old);
        assertThat(token()).as("what was refused is not this one").isEqualTo("t2");
    }

    @Test
    void credentialsGoIntoTheHeaderAndWhereThatIsRefusedIntoTheBody() {
        answers.add(reply(401, "{\"error\":\"invalid_client\"}"));
        assertThat(token()).isEqualTo("t2");
        assertThat(asked.get(0).authorization()).isEqualTo("Basic bWUrJTI2K3lvdTpzJTJCY3JldA==");
        assertThat(asked.get(0).form()).isEqualTo("grant_type=client_credentials");
        assertThat(asked.get(1).authorization()).isEmpty();
        assertThat(asked.get(1).form()).isEqualTo("grant_type=client_credentials&client_id=me+%26+you&client_secret=s%2Bcret");
        tokens.refused(seller, "t2");
        token();
        assertThat(asked.get(2).authorization()).as("known by now").isEmpty();
    }

    @Test
    void credentialsThatAreRefusedBothWaysAreRefusedAndNotShown() {
        answers.add(reply(401, "{\"error\":\"invalid_client\"}"));
        answers.add(reply(401, "{\"error\":\"invalid_client\"}"));
        assertThatThrownBy(this::token).hasMessageContaining("HTTP 401").hasMessageNotContaining("cret")
                .satisfies(e -> assertThat(((NoTokenException) e).refused).isTrue());
    }

    @Test
    void aTokenWithoutAnEndIsKeptUntilItIsRefused() {
        answers.add(reply(200, "{\"access_token\":\"for-ever\"}"));
        token();
        clock.forward(Duration.ofDays(400));
        assertThat(token()).isEqualTo("for-ever");
    }

    private String token() {
        return tokens.token(seller, System.nanoTime() + TimeUnit.SECONDS.toNanos(5));
    }

    private static WireReply reply(int status, String body) {
        return new WireReply(WireReply.Failure.NONE, status, body.getBytes(StandardCharsets.UTF_8), "", "", "", 1);
    }
}
