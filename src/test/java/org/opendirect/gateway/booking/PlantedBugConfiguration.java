package org.opendirect.gateway.booking;

import java.time.Clock;
import java.util.function.Predicate;
import org.opendirect.gateway.api.ForgetfulIdempotencyKeys;
import org.opendirect.gateway.api.IdempotencyKeys;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.campaign.CampaignEvents;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Puts the bug that the property {@code planted.bug} names in the place of the part that does it right. */
public class PlantedBugConfiguration {

    @Bean
    Bookings bookings(Store store, Works works, Clock clock, SellerDirectory sellers, GatewaySettings settings, Audit audit, CampaignEvents events,
                      Environment env) {
        return PlantedBug.valueOf(env.getRequiredProperty("planted.bug")).bookings(store, works, clock, sellers, settings, audit, events);
    }

    @Bean
    @ConditionalOnProperty(name = "planted.bug", havingValue = "NO_FENCE")
    Works works(Store store, Clock clock, GatewaySettings settings, Predicate<String> bell) {
        return new Works(store, clock, settings, bell) {
            @Override
            public Terms fence(Claim claim) {
                // whoever it is writes on
                return terms(claim.workId());
            }
        };
    }

    @Bean
    @ConditionalOnProperty(name = "planted.bug", havingValue = "KEY_NOT_HELD")
    IdempotencyKeys idempotencyKeys(Store store, Clock clock, GatewaySettings settings) {
        return new ForgetfulIdempotencyKeys(store, clock, settings.api().idempotencyKeep());
    }
}
