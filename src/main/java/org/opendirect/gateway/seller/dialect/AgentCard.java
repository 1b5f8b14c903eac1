package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opendirect.gateway.json.Loose;

/**
 * A seller's {@code /.well-known/agent.json}, read leniently: there is no one schema. Known are the IAB seller's card (capabilities
 * as an object, skills), the IAB buyer's idea of it (capabilities as a list of objects) and plain lists of names
 * (facts/iab-buyer-agent.md section 2, facts/iab-seller-agent.md section 2).
 *
 * @param versions     every OpenDirect version that the card declares, such as 2.1
 * @param capabilities names of what it offers, in the card's order
 */
public record AgentCard(String name, List<String> versions, List<String> capabilities) {

    public static final int SUPPORTED_MAJOR = 2;
    private static final Pattern IN_A_NAME = Pattern.compile("opendirect[^0-9a-z]*v?(\\d+(?:\\.\\d+)*)");
    private static final Pattern VERSION = Pattern.compile("v?(\\d+(?:\\.\\d+)*).*");
    private static final int MAX_DEPTH = 6;
    /** a longer text says something else */
    private static final int LONGEST_VERSION = 60;

    /** A card, or nothing when the JSON is plainly something else. */
    public static Optional<AgentCard> of(Loose json) {
        boolean looksLikeOne = json.isObject() && List.of("name", "agentId", "capabilities", "skills", "protocols", "openDirectVersion",
                "endpoints", "url", "version").stream().anyMatch(n -> json.get(n).isPresent());
        if (!looksLikeOne) {
            return Optional.empty();
        }
        Set<String> versions = new LinkedHashSet<>();
        collectVersions(json.node(), "", versions, 0);
        return Optional.of(new AgentCard(json.text("name", "agentId", "id").orElse(""), List.copyOf(versions), capabilitiesOf(json)));
    }

    /** The declared version that suits us, else the first declared, else nothing. */
    public Optional<String> openDirectVersion() {
        return versions.stream().filter(v -> major(v) == SUPPORTED_MAJOR).findFirst().or(() -> versions.stream().findFirst());
    }

    /** A card that names OpenDirect versions, but none of our major version. */
    public boolean incompatible() {
        return !versions.isEmpty() && versions.stream().noneMatch(v -> major(v) == SUPPORTED_MAJOR);
    }

    public boolean mentions(String... stems) {
        return capabilities.stream().map(c -> c.toLowerCase(Locale.ROOT)).anyMatch(c -> List.of(stems).stream().anyMatch(c::contains));
    }

    private static int major(String version) {
        return new BigInteger(version.split("\\.")[0]).min(BigInteger.valueOf(1_000_000)).intValue();
    }

    private static List<String> capabilitiesOf(Loose json) {
        Set<String> names = new LinkedHashSet<>();
        Loose capabilities = json.get("capabilities");
        if (capabilities.isObject()) {
            capabilities.node().fields().forEachRemaining(f -> {
                if (f.getValue().isArray()) {
                    f.getValue().forEach(v -> names.add(v.asText()));
                } else if (f.getValue().isObject() || f.getValue().asBoolean(false)) {
                    names.add(f.getKey());
                }
            });
        } else {
            names.addAll(namesOf(capabilities));
        }
        names.addAll(namesOf(json.get("skills")));
        names.removeIf(String::isBlank);
        return new ArrayList<>(names);
    }

    private static List<String> namesOf(Loose list) {
        return list.items().stream()
                .map(i -> i.isObject() ? i.text("id", "name").orElse("") : i.node().asText())
                .toList();
    }

    /** A version stands in a field named after OpenDirect, in a text such as {@code opendirect21}, or beside such a name. */
    private static void collectVersions(JsonNode node, String underName, Set<String> versions, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        if (node.isValueNode() && !node.isBoolean()) {
            String text = node.asText().toLowerCase(Locale.ROOT);
            if (text.length() > LONGEST_VERSION) {
                return;
            }
            Matcher named = IN_A_NAME.matcher(text);
            Matcher bare = VERSION.matcher(text);
            if (named.matches()) {
                versions.add(dotted(named.group(1)));
            } else if (underName.contains("opendirect") && bare.matches()) {
                versions.add(bare.group(1));
            }
        } else if (node.isArray()) {
            node.forEach(item -> collectVersions(item, underName, versions, depth + 1));
        } else if (node.isObject()) {
            Loose object = new Loose(node);
            boolean isOpenDirect = object.text("name", "protocol", "id", "type").map(Loose::plain).filter("opendirect"::equals).isPresent();
            if (isOpenDirect) {
                object.text("version", "protocolVersion").filter(v -> v.length() <= LONGEST_VERSION).map(v -> VERSION.matcher(v.toLowerCase(Locale.ROOT))).filter(Matcher::matches)
                        .ifPresent(m -> versions.add(m.group(1)));
            }
            node.fields().forEachRemaining(f -> {
                String name = Loose.plain(f.getKey());
                boolean inherits = underName.contains("opendirect") && name.contains("version");
                collectVersions(f.getValue(), name.contains("opendirect") || inherits ? "opendirect" + name : "", versions, depth + 1);
            });
        }
    }

    /** {@code opendirect21} means 2.1. */
    private static String dotted(String digits) {
        return digits.length() == 2 && !digits.contains(".") ? digits.charAt(0) + "." + digits.charAt(1) : digits;
    }
}
