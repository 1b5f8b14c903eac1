package org.opendirect.gateway.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * How a sandbox seller speaks. Each is strict: it serves what sellers of its kind serve, and takes no word of another
 * (docs/sandbox.md has the table; facts/opendirect-2.1.md sections 1.3 and 10, facts/iab-seller-agent.md, facts/iab-buyer-agent.md
 * section 11 have where it comes from). What it holds is the same in all of them, and so is its ledger.
 */
public enum SandboxDialect {
    /** camelCase, {@code $skip}/{@code $top}, {@code PATCH ?action=reserve}, search, proposals: the seed's own form. */
    SEED("seed", new OpenDirectForm(Shapes.SEED, Words.CAMEL, Paging.DOLLARS, false, Set.of("PATCH"), 200)),
    /** OpenDirect 2.1 to the letter: lower case, {@code count}/{@code offset} with {@code X-Total-Count}, {@code ?reserve} by PATCH or PUT. */
    SPEC("spec", new OpenDirectForm(Shapes.SPECIFICATION, Words.LOWER, Paging.COUNT_HEADER, true, Set.of("PATCH", "PUT"), 200)),
    /** As {@link #SPEC}, but actions by PUT only, no search (501), the total in a {@code paging} object. */
    PUT("put", new OpenDirectForm(Shapes.SPECIFICATION, Words.LOWER, Paging.COUNT_OBJECT, true, Set.of("PUT"), 501)),
    /** What the IAB buyer agent's release expects: lower case with its leftovers, {@code limit}/{@code offset}, {@code ?action=}, no search (405). */
    RELEASE("release", new OpenDirectForm(Shapes.RELEASE, Words.RELEASE, Paging.LIMIT, false, Set.of("PATCH"), 405)),
    /** OpenDirect 1.5.1's names: PascalCase, {@code Quantity}, {@code ?reserve}. */
    PASCAL("pascal", new OpenDirectForm(Shapes.SPECIFICATION, Words.PASCAL, Paging.COUNT_HEADER, true, Set.of("PATCH", "PUT"), 200)),
    /** The IAB buyer agent's mock server: camelCase, {@code skip}/{@code top}, no card, and no rule about states, names or inventory. */
    MOCK("mock", new OpenDirectForm(Shapes.MOCK, Words.CAMEL, Paging.PLAIN, false, Set.of("PATCH"), 200)),
    /** The IAB seller agent 2.4.2: quotes, negotiation messages, deals; money in micros; {@code idempotency_key} honoured. */
    IAB_AGENT("iab-agent", null),
    /** The IAB seller agent before it had the shared contract: quotes and deals, prices as numbers, no keys, no negotiation. */
    IAB_AGENT_SEED("iab-agent-seed", null);

    private final String word;
    private final OpenDirectForm form;

    SandboxDialect(String word, OpenDirectForm form) {
        this.word = word;
        this.form = form;
    }

    /** Its name in the settings, such as {@code iab-agent-seed}. */
    public String word() {
        return word;
    }

    /** The path that everything but the card is below: {@code /api/v2.1}, or nothing where the original serves at the root. */
    public String base() {
        return this == MOCK || form == null ? "" : "/api/v2.1";
    }

    /**
     * The dialects of these names, in their order.
     *
     * @throws IllegalArgumentException when there is no dialect of a name
     */
    public static List<SandboxDialect> named(List<String> words) {
        return words.stream().map(word -> Arrays.stream(values()).filter(d -> d.word.equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such sandbox dialect: " + word))).toList();
    }

    /** Null for the seller agent, which is no OpenDirect. */
    OpenDirectForm form() {
        return form;
    }
}
