package org.opendirect.gateway.seller.dialect;

/** Names that bear a natural key, within a seller's limits. */
public final class Names {

    static final int MAX_ACCOUNT_NAME = 36;

    private Names() {
    }

    /** A name with its natural key at the end, the name cut where both together would be longer than {@code max} characters. */
    public static String withKey(String name, String key, int max) {
        String suffix = " [" + key + "]";
        return cut(name, Math.max(1, max - suffix.length())) + suffix;
    }

    static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }
}
