package org.opendirect.gateway.doctor;

import java.time.Clock;
import org.opendirect.gateway.seller.SellerClient;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The bean of the doctor. */
@Configuration(proxyBeanMethods = false)
class DoctorConfiguration {

    @Bean
    Doctor doctor(SellerDirectory sellers, GatewaySettings settings, Clock clock, SellerClient client) {
        return new Doctor(sellers, settings, client::call, clock);
    }
}
