package org.opendirect.gateway.seller;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;
import org.opendirect.gateway.settings.SettingsException;

/** What the settings say of a seller's way of speaking. */
final class SellerProfiles {

    private SellerProfiles() {
    }

    static Profile ofSettings(SellerSettings settings, Set<String> dialects) {
        String at = "gateway.sellers." + settings.id() + ".";
        var set = new EnumMap<Choice, String>(Choice.class);
        if (!settings.dialect().equals("auto")) {
            if (!dialects.contains(settings.dialect())) {
                throw new SettingsException(at + "dialect", settings.dialect(), "auto, " + String.join(", ", new TreeSet<>(dialects)));
            }
            set.put(Choice.DIALECT, settings.dialect());
        }
        String identity = identity(settings.identity());
        if (Choice.BUYER_IDENTITY.allows(identity) && !identity.isEmpty()) {
            set.put(Choice.BUYER_IDENTITY, identity);
        }
        settings.profile().forEach((key, value) -> {
            Choice choice = Choice.of(key).filter(c -> c != Choice.DIALECT).orElseThrow(() -> new SettingsException(at + "profile." + key, value,
                    "one of " + Arrays.stream(Choice.values()).filter(c -> c != Choice.DIALECT).map(Choice::key).collect(Collectors.joining(", "))));
            String word = unquoted(choice, value);
            if (!choice.allows(word)) {
                throw new SettingsException(at + "profile." + key, value, choice.meaning() + ": " + choice.allowed());
            }
            set.put(choice, word);
        });
        return Profile.ofSettings(set);
    }

    /** The ids that a seller agent's prices go by (facts/iab-seller-agent.md section 5). */
    private static String identity(GatewaySettings.Identity identity) {
        return Stream.of("seat_id=" + identity.seatId(), "agency_id=" + identity.agencyId(), "advertiser_id=" + identity.advertiserId())
                .filter(pair -> !pair.endsWith("=")).collect(Collectors.joining(", "));
    }

    /** YAML reads an unquoted yes or no as a truth value, and so it arrives here. */
    private static String unquoted(Choice choice, String value) {
        boolean truth = value.equals("true") || value.equals("false");
        return truth && !choice.allows(value) ? value.equals("true") ? "yes" : "no" : value;
    }
}
