package org.opendirect.gateway.seller;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;
import org.opendirect.gateway.settings.Secret;

/** What a seller is shown to prove who asks. A seller may repeat it in what it says, and that goes to logs, the audit and callers. */
public final class Credentials {

    private final List<String> secrets;

    /** All that the settings have of one seller. */
    public Credentials(SellerSettings seller) {
        this(Stream.of(seller.token(), seller.apiKey(), seller.oauth2().clientSecret()).filter(Secret::isPresent).map(Secret::reveal).toList());
    }

    private Credentials(List<String> secrets) {
        this.secrets = secrets;
    }

    /** @param further such as a token that was fetched; null or empty for none */
    Credentials and(String further) {
        return further == null || further.isEmpty() ? this : new Credentials(Stream.concat(secrets.stream(), Stream.of(further)).toList());
    }

    /** The text, with something else in the place of each. */
    public String removedFrom(String text) {
        String plain = text;
        for (String secret : secrets) {
            plain = plain.replace(secret, "(credential)");
        }
        return plain;
    }

    /** The same for bytes, in any encoding that has ASCII in it. */
    byte[] removedFrom(byte[] said) {
        String text = new String(said, StandardCharsets.ISO_8859_1);
        String plain = removedFrom(text);
        return plain.equals(text) ? said : plain.getBytes(StandardCharsets.ISO_8859_1);
    }
}
