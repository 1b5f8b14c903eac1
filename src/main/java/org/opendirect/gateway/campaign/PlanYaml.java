package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A plan in YAML as its author reads it. What YAML reads otherwise without a word is read as it stands there ({@code 0100} is a hundred,
 * {@code NO} is Norway) or refused with line and column.
 */
final class PlanYaml {

    private static final ObjectMapper MAPPER = YAMLMapper.builder(new YAMLFactory())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // in YAML 1.1 they are booleans, and NO is Norway and ON Ontario
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build();

    private PlanYaml() {
    }

    static JsonNode tree(String text) throws IOException {
        return MAPPER.readTree(new AsItStands((YAMLParser) MAPPER.getFactory().createParser(text)));
    }

    private static final class AsItStands extends JsonParserDelegate {

        /** octal in YAML 1.1 */
        private static final Pattern LEADING_ZEROS = Pattern.compile("[+-]?0[0-7_]+");
        private static final Pattern OTHER_BASE = Pattern.compile("[+-]?0[xb].*");
        /** forty to one, forty thousand to another; one with more digits in front of the point is no thousand */
        private static final Pattern THOUSANDS = Pattern.compile("[+-]?[1-9]\\d{0,2}\\.\\d{3}");
        private static final Set<String> NO_FRACTIONS = Set.of("budget", "impressions", "total_budget");

        private final YAMLParser yaml;
        /** of a number that YAML would read as octal; null for every other token */
        private BigInteger decimal;

        AsItStands(YAMLParser yaml) {
            super(yaml);
            this.yaml = yaml;
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = yaml.nextToken();
            decimal = null;
            if (yaml.isCurrentAlias()) {
                // Jackson reads it as the text of its name, and the plan would buy something else than it says
                throw refused("an alias (*" + yaml.getText() + ") is not supported in a plan, write out what it stands for");
            }
            if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
                readNumber(yaml.getText());
            }
            return token;
        }

        private void readNumber(String written) throws IOException {
            if (OTHER_BASE.matcher(written).matches()) {
                throw refused(written + " is not a number to the base of ten: write it out, or put it in quotes where a text is meant");
            }
            if (THOUSANDS.matcher(written).matches() && NO_FRACTIONS.contains(String.valueOf(yaml.currentName()))) {
                String thousands = written.replace(".", "");
                throw refused(yaml.currentName() + ": " + written + " may be " + written.replaceFirst("\\.?0+$", "") + " or " + thousands
                        + ": write it without a separator of thousands");
            }
            if (LEADING_ZEROS.matcher(written).matches()) {
                decimal = new BigInteger(written.replace("_", ""));
            }
        }

        private JsonParseException refused(String why) {
            return new JsonParseException(yaml, why, yaml.currentTokenLocation());
        }

        @Override
        public NumberType getNumberType() throws IOException {
            return decimal == null ? yaml.getNumberType() : NumberType.BIG_INTEGER;
        }

        @Override
        public BigInteger getBigIntegerValue() throws IOException {
            return decimal == null ? yaml.getBigIntegerValue() : decimal;
        }
    }
}
