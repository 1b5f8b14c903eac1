package org.opendirect.gateway.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a mistyped one most likely stands for. */
public final class Nearest {

    private Nearest() {
    }

    /**
     * The known name that differs only in case and in the characters that join words, else the one with the smallest edit distance of at most
     * a third of the name's length; of several the first in alphabetical order.
     *
     * @return empty when no known name is that near
     */
    public static Optional<String> to(String name, Collection<String> known) {
        // a longer one is nobody's slip, and would cost time
        if (name.length() > 64) {
            return Optional.empty();
        }
        String plain = plain(name);
        return known.stream().filter(k -> distance(plain, plain(k)) <= Math.max(plain.length(), plain(k).length()) / 3)
                .min(Comparator.<String>comparingInt(k -> distance(plain, plain(k))).thenComparing(Comparator.naturalOrder()));
    }

    /** As the end of a sentence; empty when there is none. */
    public static String hint(String name, Collection<String> known) {
        return to(name, known).map(n -> "; did you mean " + n + "?").orElse("");
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** Optimal string alignment: insertions, deletions, substitutions and exchanges of two neighbours. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1,
                        d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                boolean exchanged = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                d[i][j] = exchanged ? Math.min(d[i][j], d[i - 2][j - 2] + 1) : d[i][j];
            }
        }
        return d[a.length()][b.length()];
    }
}
