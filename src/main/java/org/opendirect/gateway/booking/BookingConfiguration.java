package org.opendirect.gateway.booking;

import java.time.Clock;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Works;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of bookings. Their names are those that routes/ calls. */
@Configuration(proxyBeanMethods = false)
class BookingConfiguration {

    @Bean
    Bookings bookings(Store store, Works works, Clock clock, SellerDirectory sellers, GatewaySettings settings, Audit audit,
                      LineObserver observer) {
        return new Bookings(store, works, clock, sellers, settings, audit, observer);
    }

    @Bean
    BookingExecution bookingExecution(Bookings bookings) {
        return bookings.execution();
    }

    @Bean
    LineStepExecutor lineStepExecutor(Bookings bookings) {
        return bookings.lineSteps();
    }

    @Bean
    OrderStepExecutor orderStepExecutor(Bookings bookings) {
        return bookings.orderSteps();
    }
}
