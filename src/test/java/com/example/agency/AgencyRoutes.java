package com.example.agency;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Routes of an agency's own beside the gateway's: one by the REST DSL, one by platform-http alone. */
@Component
class AgencyRoutes extends RouteBuilder {

    @Override
    public void configure() {
        rest("/agency").post("/notes/{id}").routeId("agency-rest").to("direct:agency-note");

        from("direct:agency-note").routeId("agency-note")
                .setBody(simple("${header.id}|${header.X-Trace}|${header.mood}|${body}"))
                .setHeader(Exchange.CONTENT_TYPE, constant("text/plain"));

        from("platform-http:/agency/upload?httpMethodRestrict=POST").routeId("agency-upload")
                .convertBodyTo(byte[].class)
                .setBody(simple("${header.Content-Type} ${body.length}"));

        from("platform-http:/agency/echo?httpMethodRestrict=POST").routeId("agency-echo")
                .routeConfigurationId("problem-details")
                .to("direct:read-json")
                .to("direct:respond-ok");
    }
}
