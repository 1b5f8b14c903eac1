package org.opendirect.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.api.IdempotencyKeys.StoredResponse;
import org.opendirect.gateway.campaign.CampaignDecisions;
import org.opendirect.gateway.campaign.CampaignStatus;
import org.opendirect.gateway.campaign.Campaigns;
import org.opendirect.gateway.campaign.PlanReader;
import org.opendirect.gateway.campaign.Planning;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Fields;

/** The REST side of campaigns. */
public final class CampaignApi {

    private static final String DRY_RUN = "dryRun";
    private static final int DEFAULT_TOP = 50;
    private static final int MAX_TOP = 500;

    private final Campaigns campaigns;
    private final CampaignDecisions decisions;
    private final IdempotencyKeys keys;

    public CampaignApi(Campaigns campaigns, CampaignDecisions decisions, IdempotencyKeys keys) {
        this.campaigns = campaigns;
        this.decisions = decisions;
        this.keys = keys;
    }

    /** Whether {@code POST /campaigns} is only to show what would become of the plan. */
    public boolean isDryRun(@Header(Exchange.HTTP_QUERY) String parameters) {
        Fields query = RestParameters.query(parameters, DRY_RUN);
        boolean dryRun = query.bool(DRY_RUN).orElse(false);
        query.throwIfWrong();
        return dryRun;
    }

    /** A plan as the planning that shows what would become of it. */
    public Planning parse(@ExchangeProperty(RouteProperties.REQUEST_BODY) byte[] plan,
                          @Header(Exchange.CONTENT_TYPE) String mediaType) {
        return campaigns.dryRun(plan, PlanReader.Format.ofMediaType(mediaType));
    }

    /** Takes a plan. */
    public StoredResponse submit(@ExchangeProperty(RouteProperties.IDEMPOTENCY_KEY) String key,
                                 @ExchangeProperty(RouteProperties.REQUEST_BODY) byte[] plan,
                                 @Header(Exchange.CONTENT_TYPE) String mediaType) {
        return keys.executeOnce(key, RestParameters.CALLER, "POST /campaigns", plan, () -> {
            Campaigns.Received received = campaigns.submit(plan, PlanReader.Format.ofMediaType(mediaType),
                    RestParameters.CALLER, "REST");
            return new StoredResponse(202, "/api/v1/campaigns/" + received.id(),
                    Json.text(campaigns.view(received.id(), received.again())), false);
        });
    }

    public Object view(@Header("campaign") String id) {
        return campaigns.view(id);
    }

    /** {@code GET /campaigns}. */
    public Object list(@Header(Exchange.HTTP_QUERY) String parameters) {
        Fields query = RestParameters.query(parameters, "status", "planId", "skip", "top");
        String status = query.oneOf("status", Arrays.stream(CampaignStatus.values()).map(Enum::name).toArray(String[]::new)).orElse(null);
        String planId = query.text("planId", 200).orElse(null);
        int skip = RestParameters.skip(query);
        int top = RestParameters.top(query, DEFAULT_TOP, MAX_TOP);
        query.throwIfWrong();
        return campaigns.list(status, planId, skip, top);
    }

    public Object approve(@Header("campaign") String id, @Body JsonNode body) {
        decisions.approve(id, person(body));
        return campaigns.view(id);
    }

    public Object reject(@Header("campaign") String id, @Body JsonNode body) {
        decisions.reject(id, person(body));
        return campaigns.view(id);
    }

    public Object cancel(@Header("campaign") String id, @Body JsonNode body) {
        decisions.cancel(id, person(body));
        return campaigns.view(id);
    }

    public Object retry(@Header("campaign") String id, @Body JsonNode body) {
        decisions.retry(id, person(body));
        return campaigns.view(id);
    }

    private static CampaignDecisions.Person person(JsonNode body) {
        return new CampaignDecisions.Person(RestParameters.CALLER, RestParameters.reason(body));
    }

    /** {@code POST /campaigns/{campaign}/lines/{line}/decision}. */
    public Object decide(@Header("campaign") String id, @Header("line") String line, @Body JsonNode body) {
        RestParameters.Decision decision = RestParameters.decision(body);
        decisions.decide(id, line, decision.choice(), decision.reason(), RestParameters.CALLER);
        return campaigns.view(id);
    }
}
