package org.opendirect.gateway.api;

import java.util.List;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.seller.Discovery;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerTask;

/** The REST side of sellers. */
public final class SellerApi {

    private final Discovery discovery;

    public SellerApi(Discovery discovery) {
        this.discovery = discovery;
    }

    public Seller.Detail detail(@Header("seller") String id) {
        return discovery.detail(id);
    }

    /** {@code POST /sellers/{seller}/discover}: what is to be asked of the seller. */
    public List<SellerTask> discoveryTasks(@ExchangeProperty(RouteProperties.SELLER_ID) String id) {
        return discovery.tasksForOne(id);
    }

    public Seller.View view(@ExchangeProperty(RouteProperties.SELLER_ID) String id) {
        return discovery.view(id);
    }

    /** {@code POST /sellers/{seller}/forget}. */
    public Seller.Detail forget(@Header("seller") String id) {
        return discovery.forget(id);
    }
}
