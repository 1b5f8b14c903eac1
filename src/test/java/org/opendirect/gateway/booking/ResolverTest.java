package org.opendirect.gateway.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.booking.Resolver.Verdict;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.TestSettings;

class ResolverTest {

    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private final GatewaySettings.Booking settings = TestSettings.defaults().booking();
    private final Resolver resolver = new Resolver(settings, new Random(1));

    @Test
    void whatIsNotThereIsLookedForAgainASettleWindowLaterThenSentOnceThenAPersonIsAsked() {
        // given
        Attempt first = Attempt.of(Step.CREATE_LINE, 1, NOW);
        Attempt second = Attempt.of(Step.CREATE_LINE, 2, NOW);

        // then
        assertThat(resolver.absent(first, NOW, Profile.UNKNOWN)).isEqualTo(Verdict.READ_AGAIN);
        assertThat(first.next).isEqualTo(NOW.plus(settings.settleWindow()));
        assertThat(resolver.absent(first, NOW.plus(settings.settleWindow()), Profile.UNKNOWN)).isEqualTo(Verdict.SEND_AGAIN);
        assertThat(resolver.absent(second, NOW, Profile.UNKNOWN)).isEqualTo(Verdict.READ_AGAIN);
        assertThat(resolver.absent(second, NOW.plus(settings.settleWindow()), Profile.UNKNOWN)).isEqualTo(Verdict.ASK_A_PERSON);
    }

    @Test
    void failuresAreTriedAgainLaterAndLaterAndNotForEver() {
        Attempt attempt = Attempt.of(Step.RESERVE, 1, NOW);
        Duration before = Duration.ZERO;
        for (int i = 1; i < settings.maxAttempts(); i++) {
            assertThat(resolver.failedAgain(attempt, "HTTP 500", "", NOW)).isTrue();
            Duration wait = Duration.between(NOW, attempt.next);
            assertThat(wait).isLessThanOrEqualTo(settings.backoffMax()).isGreaterThan(before.dividedBy(2));
            before = wait;
        }
        assertThat(resolver.failedAgain(attempt, "HTTP 500", "", NOW)).isFalse();
    }

    @Test
    void retryAfterIsReadInBothFormsAndCutToTheLongestWait() {
        assertThat(resolver.retryAfter("7", NOW)).isEqualTo(Duration.ofSeconds(7));
        assertThat(resolver.retryAfter("Fri, 1 Jan 2027 00:00:09 GMT", NOW)).isEqualTo(Duration.ofSeconds(9));
        assertThat(resolver.retryAfter("86400", NOW)).isEqualTo(settings.backoffMax());
        assertThat(resolver.retryAfter("99999999999", NOW)).isEqualTo(settings.backoffMax());
        assertThat(resolver.retryAfter("Fri Jan  1 00:00:09 2027", NOW)).isEqualTo(Duration.ofSeconds(9));
        assertThat(resolver.retryAfter("Thu, 31 Dec 2026 00:00:00 GMT", NOW)).isEqualTo(Duration.ZERO);
        assertThat(resolver.retryAfter("soon", NOW)).isEqualTo(Duration.ZERO);
    }

    @Test
    void noBookLeavesInTheLastMomentsOfAHold() {
        assertThat(resolver.lastCall(NOW, NOW.plusSeconds(60))).isEqualTo(NOW.plusSeconds(60).minus(settings.holdMargin()));
        assertThat(resolver.lastCall(NOW, NOW.plusSeconds(4))).as("a short hold has a short margin").isEqualTo(NOW.plusSeconds(3));
    }

    @Test
    void aSellerThatNeverDecidesIsShownToAPerson() {
        Attempt attempt = Attempt.of(Step.RESERVE, 1, NOW);

        assertThat(resolver.pending(attempt, NOW.plus(settings.pendingLimit()).minusSeconds(1), Profile.UNKNOWN)).isTrue();
        assertThat(resolver.pending(attempt, NOW.plus(settings.pendingLimit()), Profile.UNKNOWN)).isFalse();
    }
}
