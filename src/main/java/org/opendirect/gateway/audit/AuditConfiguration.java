package org.opendirect.gateway.audit;

import java.time.Clock;
import org.opendirect.gateway.store.Store;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The bean of the audit log. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    @Bean
    Audit audit(Store store, Clock clock) {
        return new Audit(store, clock);
    }
}
