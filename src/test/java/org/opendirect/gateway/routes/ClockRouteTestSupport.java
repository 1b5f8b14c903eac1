package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;

/** For files whose routes a clock starts: the clock is replaced by the test, the beans by one that notes what is called. */
abstract class ClockRouteTestSupport extends RouteTestSupport {

    private final List<String> routes;
    private final List<String> beans;
    private final List<String> done = new ArrayList<>();
    private boolean broken;

    ClockRouteTestSupport(String file, List<String> routes, List<String> beans) {
        super(file, "faults");
        this.routes = routes;
        this.beans = beans;
    }

    /** Every bean of these routes. */
    public class Noting {

        public void renew() {
            note("renew");
        }

        public void expire() {
            note("expire");
        }

        public void archive() {
            note("archive");
        }

        public void sumUp() {
            note("sumUp");
        }

        public void tell(String routeId, Exception fault) {
            done.add(routeId + " failed: " + fault.getMessage());
        }

        private void note(String what) {
            if (broken) {
                throw new IllegalStateException("database gone");
            }
            done.add(what);
        }
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        beans.forEach(bean -> registry.bind(bean, new Noting()));
        registry.bind("faults", new Noting());
    }

    @BeforeEach
    void replaceClocks() throws Exception {
        setting("gateway.booking.renew-ms", 1000);
        load();
        for (String route : routes) {
            AdviceWith.adviceWith(context, route, a -> a.replaceFromWith("direct:" + route));
        }
        start();
    }

    /** What is called when the time of a route has come. */
    List<String> called(String route) {
        Exchange ended = template.request("direct:" + route, e -> { });
        assertThat(ended.getException()).isNull();
        return done;
    }

    /** The same, when each bean fails. */
    List<String> calledWhenBroken(String route) {
        broken = true;
        return called(route);
    }
}
