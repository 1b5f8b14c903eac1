package org.opendirect.gateway.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether an answer is what was asked for: so many products in order of price, so many sellers, so many of them ok. The first that is
 * right is read in full; of the others the products must be the same to the byte, which costs next to nothing.
 */
final class AnswerCheck {

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] SELLERS = "],\"sellers\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "\"status\":\"ok\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STATUS = "\"status\":".getBytes(StandardCharsets.US_ASCII);

    private final int products;
    private final int good;
    private final int sellers;
    private byte[] known;

    AnswerCheck(SearchLoad load) {
        this.products = load.good() * load.products();
        this.good = load.good();
        this.sellers = load.sellers();
    }

    /** What is wrong; null when nothing is. */
    String fault(HttpAnswerIn answer) throws IOException {
        if (answer.status() != 200) {
            return "status " + answer.status();
        }
        byte[] body = answer.array();
        int from = answer.from();
        int to = answer.to();
        if (known != null && to - from > known.length && Arrays.equals(body, from, from + known.length, known, 0, known.length)) {
            int ok = count(body, from + known.length, to, OK);
            int all = count(body, from + known.length, to, STATUS);
            return ok == good && all == sellers ? null : ok + " of " + all + " sellers ok";
        }
        String fault = read(body, from, to);
        if (fault == null && known == null) {
            int at = find(body, from, to, SELLERS);
            known = at < 0 ? null : Arrays.copyOfRange(body, from, at + SELLERS.length);
        }
        return fault;
    }

    /** The products of a right answer, to the byte; null when there was none. */
    byte[] products() {
        return known;
    }

    private String read(byte[] body, int from, int to) throws IOException {
        List<String> found = new ArrayList<>();
        int ok = 0;
        int all = 0;
        double last = 0;
        boolean sorted = true;
        String list = "";
        try (JsonParser json = JSON.createParser(body, from, to - from)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                int depth = depth(json);
                if (token == JsonToken.START_ARRAY && depth == 2) {
                    list = json.currentName();
                } else if (token == JsonToken.VALUE_STRING && depth == 3 && list.equals("sellers") && json.currentName().equals("status")) {
                    all++;
                    ok += json.getText().equals("ok") ? 1 : 0;
                } else if (token.isNumeric() && depth == 3 && list.equals("products") && json.currentName().equals("price")) {
                    sorted &= json.getDoubleValue() >= last;
                    last = json.getDoubleValue();
                    found.add(json.getText());
                }
            }
        }
        if (found.size() != products || ok != good || all != sellers) {
            return found.size() + " products, " + ok + " of " + all + " sellers ok";
        }
        return sorted ? null : "not in order of price";
    }

    private static int depth(JsonParser json) {
        return json.getParsingContext().getNestingDepth();
    }

    private static int count(byte[] body, int from, int to, byte[] what) {
        int count = 0;
        for (int at = find(body, from, to, what); at >= 0; at = find(body, at + what.length, to, what)) {
            count++;
        }
        return count;
    }

    private static int find(byte[] body, int from, int to, byte[] what) {
        for (int i = from; i <= to - what.length; i++) {
            if (body[i] == what[0] && Arrays.equals(body, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }
}
