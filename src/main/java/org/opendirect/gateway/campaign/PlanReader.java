package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.Unreadable;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;

/** Reads a plan in any of its formats: the gateway's own in JSON, YAML or CSV, and the two briefs of the IAB buyer agent. */
public final class PlanReader {

    /** What the text is said to be. */
    public enum Format {
        JSON, YAML, CSV,
        /** nobody said: JSON when it begins like JSON, else YAML */
        UNSAID;

        /** What a plan may come as, as {@code Accept} says it. */
        public static final String MEDIA_TYPES = "application/json, application/yaml, text/csv";

        /** By media type; none, plain text and octet-stream say nothing, any other is a problem with 415. */
        public static Format ofMediaType(String type) {
            String t = type == null ? "" : type.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").trim();
            if (t.isEmpty() || t.equals("text/plain") || t.equals("application/octet-stream")) {
                return UNSAID;
            }
            if (t.contains("json") || t.contains("yaml") || t.contains("yml") || t.contains("csv")) {
                return t.contains("json") ? JSON : t.contains("csv") ? CSV : YAML;
            }
            throw Problem.of(415, "media_type", "The media type is not one of a plan", "a plan is application/json, application/yaml or text/csv, not " + t)
                    .asException();
        }

        /** By file name. */
        public static Format ofFileName(String name) {
            String n = name.toLowerCase(Locale.ROOT);
            return n.endsWith(".json") ? JSON : n.endsWith(".csv") ? CSV : YAML;
        }
    }

    /**
     * A text that has been parsed but not judged.
     *
     * @param id          the sender's key, null for none
     * @param contentHash of what was sent; does not depend on its form, the day or the settings
     */
    record Parsed(PlanFields.Source source, String id, String contentHash) {
    }

    private final PlanFields ownFormat;
    private final IabBriefs briefs;

    public PlanReader(SellerDirectory sellers, GatewaySettings settings, Set<String> strategies, Clock clock) {
        this.ownFormat = new PlanFields(sellers, settings, strategies, clock);
        this.briefs = new IabBriefs(sellers, settings, clock);
    }

    /** The text as a tree; a problem with 400, line and column when it does not parse. */
    Parsed parse(byte[] text, Format format) {
        String plain = PlanText.of(text, format == Format.CSV);
        if (plain.isBlank()) {
            throw Problem.unreadable("the plan is empty").asException();
        }
        Format actual = format != Format.UNSAID ? format : plain.stripLeading().startsWith("{") ? Format.JSON : Format.YAML;
        try {
            PlanFields.Source source = switch (actual) {
                case CSV -> CsvPlan.read(plain);
                case JSON -> PlanFields.Source.of(Json.mapper().readTree(plain));
                default -> PlanFields.Source.of(PlanYaml.tree(plain));
            };
            JsonNode id = source.tree() == null ? null : source.tree().get("id");
            String hash = Json.sha256(Json.canonical(source.tree()).getBytes(StandardCharsets.UTF_8));
            boolean usable = id != null && id.isTextual() && !id.asText().isBlank() && id.asText().chars().noneMatch(Character::isISOControl);
            return new Parsed(source, usable ? id.asText() : null, hash);
        } catch (IOException e) {
            // as a tree everything can be read, but for what follows it
            String hint = e instanceof MismatchedInputException ? ": one plan per file" : "";
            Problem problem = Problem.unreadable(Unreadable.inWords(e) + hint);
            for (var place : Unreadable.place(e).entrySet()) {
                problem = problem.with(place.getKey(), place.getValue());
            }
            throw problem.asException();
        }
    }

    /** The plan; a problem with 422 and every fault when it cannot be one. */
    Plan plan(Parsed parsed) {
        JsonNode tree = parsed.source().tree();
        if (IabBriefs.isAutomationBrief(tree)) {
            return briefs.automationBrief(tree);
        }
        if (IabBriefs.isBookingBrief(tree)) {
            return briefs.bookingBrief(tree);
        }
        if (IabBriefs.isTestData(tree)) {
            return IabBriefs.testData();
        }
        if (tree == null || !tree.isObject()) {
            throw Problem.invalid(List.of(new Problem.FieldError("", "is no plan: a plan is one object with the fields name, currency, budget, startDate, "
                    + "endDate and lines"))).asException();
        }
        return ownFormat.read(parsed.source());
    }

    /** How prices are negotiated where a plan does not say. */
    static Plan.Haggling haggling(GatewaySettings settings) {
        GatewaySettings.Negotiation n = settings.negotiation();
        return new Plan.Haggling(n.strategy(), Money.toMicros(n.concessionStep()), n.maxRounds(), (int) (Money.toMicros(n.exponent()) / 1000));
    }
}
