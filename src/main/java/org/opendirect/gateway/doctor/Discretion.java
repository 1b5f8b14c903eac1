package org.opendirect.gateway.doctor;

import org.opendirect.gateway.seller.Credentials;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;

/** Makes a seller's own words fit to be shown: on one line, not too long, and without a credential that it may have repeated. */
final class Discretion {

    private static final int LONGEST = 400;

    private final Credentials credentials;

    Discretion(SellerSettings seller) {
        credentials = new Credentials(seller);
    }

    String shown(String text) {
        String plain = credentials.removedFrom(text).replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+", " ").trim();
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
    }
}
