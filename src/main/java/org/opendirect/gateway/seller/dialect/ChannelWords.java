package org.opendirect.gateway.seller.dialect;

import java.util.ArrayList;
import java.util.List;

/** Words in a product's own text that give its channel away. Looked for in every product that declares none, so without patterns. */
final class ChannelWords {

    /** the narrow ones come first, and the first that fits counts */
    private static final List<Words> CHANNELS = List.of(
            new Words("ctv", "ctv", "connected tv", "ott", "streaming tv"),
            new Words("linear_tv", "linear", "broadcast"),
            new Words("dooh", "dooh", "out of home", "billboard"),
            new Words("native", "native"),
            new Words("audio", "audio", "podcast", "radio"),
            new Words("mobile_app", "mobile app", "mobile", "in app", "interstitial"),
            new Words("video", "video", "preroll", "pre roll"),
            new Words("display", "display", "banner", "homepage", "leaderboard"));
    /** the same by the letter they begin with */
    private static final List<List<Word>> BY_LETTER = byLetter();

    private record Words(String channel, List<String> words) {
        Words(String channel, String... words) {
            this(channel, List.of(words));
        }
    }

    private record Word(String text, int channel) {
    }

    private ChannelWords() {
    }

    private static List<List<Word>> byLetter() {
        var letters = new ArrayList<List<Word>>();
        for (char c = 'a'; c <= 'z'; c++) {
            char letter = c;
            var own = new ArrayList<Word>();
            for (int i = 0; i < CHANNELS.size(); i++) {
                int channel = i;
                CHANNELS.get(i).words.stream().filter(w -> w.charAt(0) == letter).forEach(w -> own.add(new Word(w, channel)));
            }
            letters.add(List.copyOf(own));
        }
        return letters;
    }

    /** The channel that the words tell; null when none does. A word may stand in the plural. */
    static String channelOf(String... texts) {
        int length = 2;
        for (String text : texts) {
            length += text.length() + 1;
        }
        var plain = new StringBuilder(length);
        plain.append(' ');
        for (String text : texts) {
            appendPlain(plain, text);
        }
        int best = CHANNELS.size();
        int end = plain.length() - 1;
        for (int i = 0; i < end; i++) {
            char first = plain.charAt(i + 1);
            if (plain.charAt(i) == ' ' && first >= 'a' && first <= 'z') {
                for (Word word : BY_LETTER.get(first - 'a')) {
                    if (word.channel < best && isAt(plain, i + 1, word.text)) {
                        best = word.channel;
                    }
                }
            }
        }
        return best == CHANNELS.size() ? null : CHANNELS.get(best).channel;
    }

    /** Lower case, with one blank for whatever is no letter and no digit, and one at the end. */
    private static void appendPlain(StringBuilder to, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char lower = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
            if (lower >= 'a' && lower <= 'z' || lower >= '0' && lower <= '9') {
                to.append(lower);
            } else if (to.charAt(to.length() - 1) != ' ') {
                to.append(' ');
            }
        }
        if (to.charAt(to.length() - 1) != ' ') {
            to.append(' ');
        }
    }

    private static boolean isAt(StringBuilder plain, int start, String word) {
        int end = start + word.length();
        if (end >= plain.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (plain.charAt(start + i) != word.charAt(i)) {
                return false;
            }
        }
        return plain.charAt(end) == ' ' || plain.charAt(end) == 's' && end + 1 < plain.length() && plain.charAt(end + 1) == ' ';
    }
}
