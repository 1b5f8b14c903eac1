package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.model.Model;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.VerbDefinition;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.RestConfiguration;
import org.apache.camel.spi.RestConsumerFactory;
import org.junit.jupiter.api.Test;

class RestApiRouteTest extends RouteTestSupport {

    RestApiRouteTest() {
        super("rest-api");
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("platform-http", new DirectInTheirPlace());
    }

    @Test
    void everyOperationShouldReachTheFlowOfItsName() throws Exception {
        // given
        start();
        var reached = new ArrayList<String>();
        var expected = new ArrayList<String>();

        // when
        for (RestDefinition rest : context.getCamelContextExtension().getContextPlugin(Model.class)
                .getRestDefinitions()) {
            for (VerbDefinition operation : rest.getVerbs()) {
                template.sendBody("direct:" + operation.asVerb() + rest.getPath() + operation.getPath(), null);
                expected.add(operation.getId() + " 1");
                String flow = operation.getId().equals("rest-get-stats") ? "read-stats"
                        : operation.getId().substring("rest-".length());
                reached.add(operation.getId() + " " + neighbour("direct:" + flow).getReceivedCounter());
            }
        }

        // then
        assertThat(reached).hasSizeGreaterThan(30).containsExactlyElementsOf(expected);
    }

    /** A server's part of it: an operation is called by the name of its method and path. */
    private static final class DirectInTheirPlace implements RestConsumerFactory {
        @Override
        public Consumer createConsumer(CamelContext camel, Processor processor, String verb, String basePath,
                                       String uriTemplate, String consumes, String produces,
                                       RestConfiguration configuration, Map<String, Object> parameters)
                throws Exception {
            return camel.getEndpoint("direct:" + verb + basePath + uriTemplate).createConsumer(processor);
        }
    }
}
