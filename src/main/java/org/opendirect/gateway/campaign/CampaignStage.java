package org.opendirect.gateway.campaign;

import java.time.Instant;

/**
 * What the route {@code run-campaign} does next.
 *
 * @param action    {@code plan}, {@code book}, {@code leave} (decline the offers that are not bought) or {@code rest}
 * @param planning  what is to be planned; null unless the action is {@code plan}
 * @param nextRunAt when to look again; null for not before something happens
 */
public record CampaignStage(String action, Planning planning, Instant nextRunAt) {

    static CampaignStage plan(Planning planning) {
        return new CampaignStage("plan", planning, null);
    }

    static CampaignStage book() {
        return new CampaignStage("book", null, null);
    }

    static CampaignStage leave() {
        return new CampaignStage("leave", null, null);
    }

    static CampaignStage rest(Instant nextRunAt) {
        return new CampaignStage("rest", null, nextRunAt);
    }
}
