package org.opendirect.gateway.doctor;

import java.util.List;
import java.util.stream.Stream;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;
import org.opendirect.gateway.settings.Secret;

/** Makes a seller's own words fit to be shown: on one line, not too long, and without a credential that it may have repeated. */
final class Discretion {

    private static final int LONGEST = 400;

    private final List<String> secrets;

    Discretion(SellerSettings seller) {
        secrets = Stream.of(seller.token(), seller.apiKey(), seller.oauth2().clientSecret()).filter(Secret::isPresent).map(Secret::reveal).toList();
    }

    String shown(String text) {
        String plain = text;
        for (String secret : secrets) {
            plain = plain.replace(secret, "(credential)");
        }
        plain = plain.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+", " ").trim();
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
    }
}
