package org.opendirect.gateway.api;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.opendirect.gateway.campaign.CampaignDecisions;
import org.opendirect.gateway.campaign.CampaignEvents;
import org.opendirect.gateway.campaign.CampaignStatus;
import org.opendirect.gateway.campaign.Campaigns;
import org.opendirect.gateway.campaign.PlanReader;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;

/** The REST side of campaigns. */
public final class CampaignApi {

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
        String dryRun = exchange.getMessage().getHeader("dryRun", "false", String.class);
        if (!List.of("true", "false").contains(dryRun)) {
            throw Problem.invalid(List.of(new Problem.FieldError("/dryRun", "must be true or false"))).asException();
        }
        exchange.setProperty("dryRun", dryRun.equals("true"));
        if (dryRun.equals("true")) {
            campaigns.dryRun(Requests.bytes(exchange), format(exchange), exchange);
            return;
        }
        byte[] body = Requests.bytes(exchange);
        Idempotency.Answer answer = idempotency.once(Requests.idempotencyKey(exchange), Requests.CALLER, "POST /campaigns", body, () -> {
            String id = campaigns.submit(body, format(exchange), Requests.CALLER, "REST", false);
            return new Idempotency.Answer(202, "/api/v1/campaigns/" + id, Json.text(campaigns.view(id)), false);
        });
        Answers.write(exchange.getMessage(), answer.status(), answer.headers(), answer.body());
    }

    public Object view(Exchange exchange) {
        return campaigns.view(id(exchange));
    }

    public Object list(Exchange exchange) {
        var in = exchange.getMessage();
        String status = in.getHeader("status", String.class);
        if (status != null && Arrays.stream(CampaignStatus.values()).noneMatch(s -> s.name().equals(status))) {
            throw Problem.invalid(List.of(new Problem.FieldError("/status", "must be one of " + Arrays.toString(CampaignStatus.values())))).asException();
        }
        String planId = in.getHeader("planId", String.class);
        return campaigns.list(status, planId, Requests.number(in.getHeader("skip", String.class), "skip", 0, 0, Integer.MAX_VALUE),
                Requests.number(in.getHeader("top", String.class), "top", DEFAULT_TOP, 1, MAX_TOP));
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
