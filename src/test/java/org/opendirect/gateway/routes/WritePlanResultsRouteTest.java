package org.opendirect.gateway.routes;

import java.util.List;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.processor.errorhandler.DefaultErrorHandler;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.TakenLog;

class WritePlanResultsRouteTest extends RouteTestSupport {

    private MockEndpoint written;

    WritePlanResultsRouteTest() {
        super("write-plan-results");
    }

    /** Stands for the bean of the route. */
    public record Ended(List<String> plans) {
        public List<String> ended() {
            return plans;
        }

        public void writeResult(String plan) {
            throw new IllegalStateException("replaced");
        }
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("planFileProcessor", new Ended(List.of("a", "b", "c")));
    }

    @BeforeEach
    void begin() throws Exception {
        load();
        AdviceWith.adviceWith(context, "write-plan-results", a -> {
            a.replaceFromWith("direct:start");
            a.weaveById("write-result").replace().to("mock:written");
        });
        start();
        written = getMockEndpoint("mock:written");
        written.expectedBodiesReceived("a", "b", "c");
    }

    @Test
    void resultsShouldBeWrittenInOrderWhenCampaignsHaveEnded() throws Exception {
        // given
        List<String> none = List.of();

        // when
        template.sendBody("direct:start", none);

        // then
        written.assertIsSatisfied();
    }

    @Test
    void otherResultsShouldBeWrittenWhenOneFails() throws Exception {
        // given
        written.whenExchangeReceived(1, exchange -> {
            throw new IllegalStateException("no database");
        });

        // when
        try (var log = new TakenLog(DefaultErrorHandler.class)) {
            template.send("direct:start", exchange -> { });
        }

        // then
        written.assertIsSatisfied();
    }
}
