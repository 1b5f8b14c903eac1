package org.opendirect.gateway.routes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.jackson.JacksonDataFormat;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.LifecycleStrategySupport;
import org.junit.jupiter.api.BeforeEach;
import org.opendirect.gateway.api.PathVariables;
import org.opendirect.gateway.api.ProblemDetailsWriter;
import org.opendirect.gateway.api.RestParameters;
import org.opendirect.gateway.json.Json;

/** Tests the flows of a file of REST operations, together with what reads their bodies and writes their answers. */
abstract class RestRouteTestSupport extends RouteTestSupport {

    RestRouteTestSupport(String... files) {
        super(Stream.concat(Stream.of("faults", "problem-details", "read-json", "respond"), Stream.of(files))
                .distinct().toArray(String[]::new));
    }

    /** The beans that the file calls. */
    abstract void bindBeans(Registry registry);

    @Override
    protected final void bindToRegistry(Registry registry) {
        registry.bind("problemDetailsWriter", new ProblemDetailsWriter());
        registry.bind("restParameters", new RestParameters());
        registry.bind("pathVariables", new PathVariables());
        bindBeans(registry);
    }

    @BeforeEach
    void useTheGatewaysJson() {
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onDataFormatCreated(String name, DataFormat format) {
                ((JacksonDataFormat) format).setObjectMapper(Json.mapper());
            }
        });
    }

    /** As the caller gets it. */
    record Answer(Integer status, Map<String, Object> headers, String body) {

        JsonNode json() {
            try {
                return Json.mapper().readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException("no JSON: " + body, e);
            }
        }
    }

    /** Calls a flow with a body and the headers that a request has become, by name and value. */
    final Answer call(String flow, String body, Object... headers) {
        Exchange answer = template.request("direct:" + flow, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader("Authorization", "of the request");
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getMessage().setHeader((String) headers[i], headers[i + 1]);
            }
        });
        Message message = answer.getMessage();
        return new Answer(message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class), message.getHeaders(),
                message.getBody(String.class));
    }
}
