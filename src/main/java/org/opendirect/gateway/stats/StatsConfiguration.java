package org.opendirect.gateway.stats;

import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.seller.SellerDirectory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The bean of delivery statistics. */
@Configuration(proxyBeanMethods = false)
class StatsConfiguration {

    @Bean
    DeliveryStatsService deliveryStatsService(Bookings bookings, SellerDirectory sellers) {
        return new DeliveryStatsService(bookings, sellers);
    }
}
