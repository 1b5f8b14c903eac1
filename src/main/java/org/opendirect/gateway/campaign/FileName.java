package org.opendirect.gateway.campaign;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opendirect.gateway.json.Json;

/**
 * A file's name by its bytes. A JVM that was started without a locale, or meets a name in another encoding than its own, can neither show
 * such a name nor make a path of its text; as a URI it keeps every byte.
 */
final class FileName {

    /** of a name on the file systems in use */
    static final int LONGEST = 255;
    private static final int LONGEST_ENDING = 20;
    private static final int HASH = 8;
    /** as {@link #text} writes what is not UTF-8; there is no slash in a name */
    private static final Pattern ENCODED = Pattern.compile("/(?:[A-Za-z0-9._~-]|%(?!2F)[0-9A-F]{2})+");
    private static final Pattern UNSHOWN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private final byte[] bytes;

    private FileName(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The name of what lies in a folder. */
    static FileName of(Path entry) {
        String path = entry.toUri().getRawPath();
        // that of a folder ends with a slash
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        return new FileName(decoded(path.substring(path.lastIndexOf('/', end - 1) + 1, end)));
    }

    /** The name that {@link #text} or a caller gives; without the folders in front of it. */
    static FileName of(String text) {
        return ENCODED.matcher(text).matches() ? new FileName(decoded(text.substring(1)))
                : new FileName(text.substring(text.lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_8));
    }

    /** The file of this name in a folder. */
    Path in(Path folder) {
        String parent = folder.toUri().toString();
        return Path.of(URI.create(parent + (parent.endsWith("/") ? "" : "/") + encoded()));
    }

    /** For the database, to be read by {@link #of(String)}: the name as it is, and a slash and its bytes where it is not UTF-8. */
    String text() {
        return utf8().orElseGet(() -> "/" + encoded());
    }

    /** For people and logs: nothing in it breaks a line or is invisible. */
    String shown() {
        return utf8().map(t -> UNSHOWN.matcher(t).replaceAll(m -> "\\\\u%04x".formatted(m.group().codePointAt(0)))).orElseGet(this::encoded);
    }

    /** What stands behind the last point, in lower case; empty without one. */
    String ending() {
        int point = point();
        return point < 0 ? "" : new String(bytes, point + 1, bytes.length - point - 1, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    boolean startsWith(String ascii) {
        byte[] start = ascii.getBytes(StandardCharsets.US_ASCII);
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    FileName with(String suffix) {
        return joined(bytes, suffix.getBytes(StandardCharsets.US_ASCII), new byte[0]);
    }

    /** Another name for a file of this name: {@code a~2.yaml}. */
    FileName numbered(int n) {
        int point = point() < 0 ? bytes.length : point();
        return joined(Arrays.copyOf(bytes, point), ("~" + n).getBytes(StandardCharsets.US_ASCII), Arrays.copyOfRange(bytes, point, bytes.length)).within(LONGEST);
    }

    /** This name, or where it is longer than that many bytes its beginning, its ending, and between them what tells it from others. */
    FileName within(int longest) {
        if (bytes.length <= longest) {
            return this;
        }
        int point = point();
        byte[] ending = point < 0 || bytes.length - point > LONGEST_ENDING ? new byte[0] : Arrays.copyOfRange(bytes, point, bytes.length);
        int kept = longest - ending.length - HASH - 1;
        // not within a character
        while (kept > 0 && (bytes[kept] & 0xc0) == 0x80) {
            kept--;
        }
        return joined(Arrays.copyOf(bytes, kept), ("~" + Json.sha256(bytes).substring(0, HASH)).getBytes(StandardCharsets.US_ASCII), ending);
    }

    /** Of the last point; -1 without one, or where the name only begins with it. */
    private int point() {
        for (int i = bytes.length - 1; i > 0; i--) {
            if (bytes[i] == '.') {
                return i;
            }
        }
        return -1;
    }

    private static FileName joined(byte[] first, byte[] second, byte[] third) {
        return new FileName(ByteBuffer.allocate(first.length + second.length + third.length).put(first).put(second).put(third).array());
    }

    private Optional<String> utf8() {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private String encoded() {
        var encoded = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '.' || b == '-' || b == '_' || b == '~';
            encoded.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
        }
        return encoded.toString();
    }

    private static byte[] decoded(String encoded) {
        var bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            boolean escaped = encoded.charAt(i) == '%';
            bytes.put((byte) (escaped ? Integer.parseInt(encoded, i + 1, i + 3, 16) : encoded.charAt(i)));
            i += escaped ? 2 : 0;
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return shown();
    }
}
