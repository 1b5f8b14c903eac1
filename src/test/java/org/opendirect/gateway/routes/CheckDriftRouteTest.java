package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.TakenLog;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.SellerResults;
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.work.Claim;

class CheckDriftRouteTest extends RouteTestSupport {

    private static final Instant NEXT = Instant.parse("2027-01-01T00:15:00Z");
    private static final Claim CLAIM = new Claim("drift", Claim.DRIFT, 1, 1, "test");
    private final DriftStub drift = new DriftStub();

    CheckDriftRouteTest() {
        super("check-drift");
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("drift", drift);
        registry.bind("sellerResults", new SellerResults());
    }

    @Test
    void everyAccountShouldBeReadBeforeTheRoundIsConcluded() throws Exception {
        // given
        start();
        neighbour("direct:run-seller-task").whenAnyExchangeReceived(e -> e.getMessage().getBody(Account.class).read = true);

        // when
        Exchange checked = check();

        // then
        assertThat(checked.getProperty(RouteProperties.NEXT_RUN_AT)).isEqualTo(NEXT);
        assertThat(drift.concluded).hasSize(2).allMatch(a -> a.read);
        assertThat(drift.claims).containsExactly(CLAIM);
        assertThat(steps()).containsExactly("begin-round", "each-account", "read-account", "read-account", "conclude-round");
    }

    @Test
    void roundShouldBeConcludedWithWhatHasFailedWhenOneAccountCannotBeRead() throws Exception {
        // given
        start();
        neighbour("direct:run-seller-task").whenAnyExchangeReceived(e -> {
            e.setProperty(RouteProperties.SELLER_TASK, e.getMessage().getBody());
            throw new IllegalStateException("boom");
        });

        // when
        Exchange checked;
        try (var log = new TakenLog(SellerResults.class)) {
            checked = check();
            assertThat(log.messages()).hasSize(2);
        }

        // then
        assertThat(checked.getProperty(RouteProperties.NEXT_RUN_AT)).isEqualTo(NEXT);
        assertThat(drift.concluded).extracting(a -> a.failed).containsOnly("IllegalStateException: boom");
    }

    private Exchange check() {
        return fluentTemplate.withProcessor(e -> e.setProperty(RouteProperties.CLAIM, CLAIM)).to("direct:check-drift").send();
    }

    /** What the route calls, without a database. */
    public static final class DriftStub {
        private final List<Account> concluded = new ArrayList<>();
        private final List<Claim> claims = new ArrayList<>();

        public Round begin() {
            return new Round(List.of(new Account(), new Account()));
        }

        public Instant conclude(Claim claim, Round round) {
            claims.add(claim);
            concluded.addAll(round.sellerTasks());
            return NEXT;
        }
    }

    public record Round(List<Account> sellerTasks) {
    }

    /** Stands for the reading of one. */
    public static final class Account implements SellerTask {
        private volatile boolean read;
        private volatile String failed;

        @Override
        public Optional<SellerRequest> nextRequest() {
            return Optional.empty();
        }

        @Override
        public void onResponse(WireReply reply) {
            read = true;
        }

        @Override
        public void fail(String reason) {
            failed = reason;
        }
    }
}
