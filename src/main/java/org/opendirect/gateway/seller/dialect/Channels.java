package org.opendirect.gateway.seller.dialect;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The channels and ad formats of the field, and which are the same (facts/iab-buyer-agent.md section 3.2). CTV is not video. */
public final class Channels {

    public static final Set<String> KNOWN = Set.of("display", "video", "ctv", "audio", "native", "mobile_app", "linear_tv", "dooh");

    private Channels() {
    }

    /** One spelling of a channel: {@code Mobile App}, {@code mobile-app} and {@code mobile} are {@code mobile_app}. */
    public static String canonical(String channel) {
        if (KNOWN.contains(channel)) {
            return channel;
        }
        String plain = channel.trim().toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_");
        return switch (plain) {
            case "mobile", "mobileapp", "in_app" -> "mobile_app";
            case "linear", "lineartv" -> "linear_tv";
            case "connected_tv" -> "ctv";
            case "ooh", "digital_out_of_home" -> "dooh";
            case "banner" -> "display";
            default -> plain;
        };
    }

    /** The kind of ad that a format is: banner and interstitial are display, rewarded is video; unknown stands for itself. */
    public static String canonicalFormat(String format) {
        String plain = format.trim().toLowerCase(Locale.ROOT);
        return switch (plain) {
            case "banner", "interstitial" -> "display";
            case "rewarded" -> "video";
            default -> plain;
        };
    }

    static String ofFormat(String format) {
        String canonical = canonical(canonicalFormat(format));
        return KNOWN.contains(canonical) ? canonical : null;
    }

    /**
     * Whether a product may be bought as this format. One that does not say may; and so may one that says no more than the channel
     * that was asked for along with the format.
     */
    public static boolean formatFits(String wanted, List<String> formats, String askedChannel) {
        return formats.isEmpty()
                || askedChannel != null && formats.stream().allMatch(askedChannel::equals)
                || formats.stream().anyMatch(f -> canonicalFormat(f).equals(canonicalFormat(wanted)));
    }
}
