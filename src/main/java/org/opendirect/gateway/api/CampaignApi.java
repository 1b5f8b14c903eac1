package org.opendirect.gateway.api;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.campaign.CampaignDecisions;
import org.opendirect.gateway.campaign.CampaignEvents;
import org.opendirect.gateway.campaign.CampaignStatus;
import org.opendirect.gateway.campaign.Campaigns;
import org.opendirect.gateway.campaign.PlanReader;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Fields;

/** The REST side of campaigns. */
public final class CampaignApi {

    private static final String DRY_RUN = "dryRun";
    private static final int DEFAULT_TOP = 50;
    private static final int MAX_TOP = 500;

    private final Campaigns campaigns;
    private final CampaignDecisions decisions;
    private final CampaignEvents events;
    private final Idempotency idempotency;

    public CampaignApi(Campaigns campaigns, CampaignDecisions decisions, CampaignEvents events, Idempotency idempotency) {
        this.campaigns = campaigns;
        this.decisions = decisions;
        this.events = events;
        this.idempotency = idempotency;
    }

    /** {@code POST /campaigns}: decides by the property {@code dryRun} where the route goes on. */
    public void receive(Exchange exchange) {
        Fields query = Requests.query(exchange, DRY_RUN);
        boolean dryRun = query.bool(DRY_RUN).orElse(false);
        query.throwIfWrong();
        exchange.setProperty(DRY_RUN, dryRun);
        if (dryRun) {
            exchange.setProperty(RouteProperties.PLANNING, campaigns.dryRun(Requests.bytes(exchange), format(exchange)));
            return;
        }
        byte[] body = Requests.bytes(exchange);
        Idempotency.Answer answer = idempotency.once(Requests.idempotencyKey(exchange), Requests.CALLER, "POST /campaigns", body, () -> {
            Campaigns.Received received = campaigns.submit(body, format(exchange), Requests.CALLER, "REST");
            return new Idempotency.Answer(202, "/api/v1/campaigns/" + received.id(), Json.text(campaigns.view(received.id(), received.again())), false);
        });
        Answers.write(exchange.getMessage(), answer.status(), answer.headers(), answer.body());
    }

    public Object view(Exchange exchange) {
        return campaigns.view(id(exchange));
    }

    public Object list(Exchange exchange) {
        Fields query = Requests.query(exchange, "status", "planId", "skip", "top");
        String status = query.oneOf("status", Arrays.stream(CampaignStatus.values()).map(Enum::name).toArray(String[]::new)).orElse(null);
        String planId = query.text("planId", 200).orElse(null);
        int skip = Requests.skip(query);
        int top = Requests.top(query, DEFAULT_TOP, MAX_TOP);
        query.throwIfWrong();
        return campaigns.list(status, planId, skip, top);
    }

    public void approve(Exchange exchange) {
        decisions.approve(id(exchange), person(exchange));
        accepted(exchange);
    }

    public void reject(Exchange exchange) {
        decisions.reject(id(exchange), person(exchange));
        accepted(exchange);
    }

    public void cancel(Exchange exchange) {
        decisions.cancel(id(exchange), person(exchange));
        accepted(exchange);
    }

    /** {@code POST /campaigns/{id}/retry}. */
    public void retry(Exchange exchange) {
        decisions.retry(id(exchange), person(exchange));
        accepted(exchange);
    }

    private static CampaignDecisions.Person person(Exchange exchange) {
        return new CampaignDecisions.Person(Requests.CALLER, Requests.reason(exchange));
    }

    /** {@code POST /campaigns/{id}/lines/{line}/decision}. */
    public void decide(Exchange exchange) {
        Requests.Decision decision = Requests.decision(exchange);
        decisions.decide(id(exchange), exchange.getMessage().getHeader("line", String.class), decision.choice(), decision.reason(), Requests.CALLER);
        accepted(exchange);
    }

    private void accepted(Exchange exchange) {
        String id = id(exchange);
        Answers.write(exchange.getMessage(), 202, Map.of("Location", "/api/v1/campaigns/" + id), Json.text(campaigns.view(id)));
    }

    private static PlanReader.Format format(Exchange exchange) {
        return PlanReader.Format.ofMediaType(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, String.class));
    }

    private static String id(Exchange exchange) {
        return exchange.getMessage().getHeader("campaign", String.class);
    }

    /** For the event stream: the events after a sequence number. */
    List<CampaignEvents.Event> events(String campaignId, long after, int limit) {
        return events.after(campaignId, after, limit);
    }

    CampaignStatus status(String campaignId) {
        return campaigns.status(campaignId);
    }
}
