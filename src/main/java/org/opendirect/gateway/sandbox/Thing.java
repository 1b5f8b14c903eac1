package org.opendirect.gateway.sandbox;

import java.util.List;
import java.util.stream.Stream;

/** What a path of OpenDirect is about, and the properties that it has, in the names that the ledger uses. */
enum Thing {
    ACCOUNT(List.of("advertiserId", "buyerId", "name"), List.of("advertiserId", "buyerId", "intermediaryId", "name", "ext"), List.of("id", "status")),
    ORDER(List.of("name", "accountId", "currency"),
            List.of("name", "accountId", "publisherId", "brand", "brandId", "advertiserBrandId", "currency", "budget", "preferredBillingMethod",
                    "providerData", "startDate", "endDate", "contacts", "specialInstructions", "ext"),
            List.of("id", "orderStatus")),
    LINE(List.of("name", "productId", "startDate", "endDate", "rateType", "rate", "quantity"),
            List.of("name", "productId", "startDate", "endDate", "rateType", "rate", "quantity", "cost", "comment", "frequencyCount",
                    "frequencyInterval", "targeting", "productTargeting", "providerData", "specialInstructions", "ext"),
            List.of("id", "orderId", "bookingStatus", "stateChangeReason", "reservedExpiryDate")),
    PRODUCT(List.of(), List.of(),
            List.of("id", "publisherId", "name", "description", "currency", "basePrice", "rateType", "deliveryType", "productTags", "adUnit",
                    "availableImpressions", "reservedExpiryTime", "ext")),
    PROVIDER_DATA(List.of(), List.of("campaignId", "campaignName", "poNumber", "salesOrderReference", "barterOrganizationId", "other"), List.of()),
    AVAILS(List.of(), List.of(), List.of()),
    STATS(List.of(), List.of(), List.of()),
    PROPOSAL(List.of(), List.of(), List.of()),
    NOTHING(List.of(), List.of(), List.of());

    /** What a buyer has to send. 2.1 stars more than that, but its own examples leave the rest out (facts/opendirect-2.1.md section 7). */
    final List<String> required;
    /** What a buyer may send. */
    final List<String> written;
    /** All of it. */
    final List<String> shown;

    Thing(List<String> required, List<String> written, List<String> readOnly) {
        this.required = required;
        this.written = written;
        this.shown = Stream.concat(readOnly.stream(), written.stream()).toList();
    }

    static Thing at(List<String> at) {
        int depth = at.size();
        return switch (at.get(0)) {
            case "products" -> depth == 2 && at.get(1).equals("avails") ? AVAILS : depth <= 2 ? PRODUCT : NOTHING;
            case "proposals" -> PROPOSAL;
            case "accounts" -> depth <= 2 ? ACCOUNT : !at.get(2).equals("orders") ? NOTHING : depth <= 4 ? ORDER
                    : !at.get(4).equals("lines") ? NOTHING : depth <= 6 ? LINE : depth == 7 && at.get(6).equals("stats") ? STATS : NOTHING;
            default -> NOTHING;
        };
    }
}
