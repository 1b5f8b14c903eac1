package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.api.IdempotencyKeys.StoredResponse;

class RespondRouteTest extends RestRouteTestSupport {

    RespondRouteTest() {
        super("respond");
    }

    @Override
    void bindBeans(Registry registry) {
        // none
    }

    @Test
    void answerShouldBeWrittenAsTheGatewayWritesJson() throws Exception {
        // given
        var view = new TreeMap<String, Object>();
        view.put("at", Instant.EPOCH);
        view.put("price", new BigDecimal("1E+3"));
        start();

        // when
        Exchange answer = template.request("direct:respond-ok", e -> {
            e.getMessage().setBody(view);
            e.getMessage().setHeader("Authorization", "of the request");
        });

        // then
        assertThat(answer.getMessage().getBody(String.class))
                .isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\",\"price\":1000}");
        assertThat(answer.getMessage().getHeaders())
                .containsOnlyKeys(Exchange.HTTP_RESPONSE_CODE, Exchange.CONTENT_TYPE, Exchange.HTTP_CHUNKED);
    }

    @Test
    void storedAnswerShouldBeUtf8WhateverTheCharsetOfTheRequest() throws Exception {
        // given
        start();

        // when
        Exchange answer = template.request("direct:respond-stored", e -> {
            e.setProperty(Exchange.CHARSET_NAME, "ISO-8859-1");
            e.setProperty(RouteProperties.STORED_RESPONSE, new StoredResponse(202, "/x", "{\"name\":\"für\"}", false));
        });

        // then
        assertThat(answer.getMessage().getBody(byte[].class))
                .isEqualTo("{\"name\":\"für\"}".getBytes(StandardCharsets.UTF_8));
    }
}
