package org.opendirect.gateway.stats;

import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.seller.SellerDirectory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The bean of line statistics. */
@Configuration(proxyBeanMethods = false)
class StatsConfiguration {

    @Bean
    Stats stats(Bookings bookings, SellerDirectory sellers) {
        return new Stats(bookings, sellers);
    }
}
