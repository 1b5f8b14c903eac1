package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.Unreadable;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;

/** Reads a plan in any of its formats: the gateway's own in JSON, YAML or CSV, and the two briefs of the IAB buyer agent. */
public final class PlanReader {

    /** Made with the first plan in YAML. */
    private static final class Yaml {
        static final ObjectMapper MAPPER = YAMLMapper.builder(new YAMLFactory())
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** What the text is said to be. */
    public enum Format {
        JSON, YAML, CSV,
        /** nobody said: JSON when it begins like JSON, else YAML */
        UNSAID;

        /** By media type; an unknown one says nothing. */
        public static Format ofMediaType(String type) {
            String t = type == null ? "" : type.toLowerCase(Locale.ROOT);
            return t.contains("json") ? JSON : t.contains("yaml") || t.contains("yml") ? YAML : t.contains("csv") ? CSV : UNSAID;
        }

        /** By file name. */
        public static Format ofFileName(String name) {
            String n = name.toLowerCase(Locale.ROOT);
            return n.endsWith(".json") ? JSON : n.endsWith(".csv") ? CSV : YAML;
        }
    }

    /** A plan with the hash of what was sent, which does not depend on the day or the settings. */
    record ReadPlan(Plan plan, String contentHash) {
    }

    private final PlanFields ownFormat;
    private final IabBriefs briefs;

    public PlanReader(SellerDirectory sellers, GatewaySettings settings, Clock clock) {
        this.ownFormat = new PlanFields(sellers, settings, clock);
        this.briefs = new IabBriefs(sellers, settings, clock);
    }

    /** The plan, or a problem: 400 when the text does not parse, 422 with every fault when it does. */
    ReadPlan read(byte[] text, Format format) {
        String plain = new String(text, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", "");
        if (plain.isBlank()) {
            throw Problem.unreadable("the plan is empty").asException();
        }
        Format actual = format != Format.UNSAID ? format : plain.stripLeading().startsWith("{") ? Format.JSON : Format.YAML;
        try {
            if (actual == Format.CSV) {
                PlanFields.Source source = CsvPlan.read(plain);
                return new ReadPlan(ownFormat.read(source), hash(source.tree()));
            }
            JsonNode tree = actual == Format.JSON ? Json.mapper().readTree(plain) : Yaml.MAPPER.readTree(plain);
            Plan plan = IabBriefs.isAutomationBrief(tree) ? briefs.automationBrief(tree)
                    : IabBriefs.isBookingBrief(tree) ? briefs.bookingBrief(tree) : ownFormat.read(tree);
            return new ReadPlan(plan, hash(tree));
        } catch (IOException e) {
            Problem problem = Problem.unreadable(Unreadable.inWords(e));
            for (var place : Unreadable.place(e).entrySet()) {
                problem = problem.with(place.getKey(), place.getValue());
            }
            throw problem.asException();
        }
    }

    private static String hash(JsonNode tree) {
        return Json.sha256(Json.canonical(tree).getBytes(StandardCharsets.UTF_8));
    }
}
