package org.opendirect.gateway.campaign;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.opendirect.gateway.problem.Problem;

/** A plan's bytes as text: UTF-8, or UTF-16 where a byte order mark says so, as spreadsheets write it. No other encoding is guessed. */
final class PlanText {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private PlanText() {
    }

    /**
     * The text without its byte order mark; a problem with 400 that says where it stops being one.
     *
     * @param table whether it is CSV, which spreadsheets write
     */
    static String of(byte[] bytes, boolean table) {
        Charset charset = charset(bytes);
        var text = CharBuffer.allocate(bytes.length + 1);
        var in = ByteBuffer.wrap(bytes);
        CoderResult end = charset.newDecoder().decode(in, text, true);
        text.flip();
        if (end.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            int column = text.length() - text.toString().lastIndexOf('\n');
            throw Problem.unreadable("line " + line + ", column " + column + ": the plan is not " + charset
                    + "; save it as UTF-8" + (table ? ", which spreadsheets call 'CSV UTF-8'" : "")).with("line", line).with("column", column).asException();
        }
        String plain = text.toString();
        if (plain.indexOf('\0') >= 0) {
            throw Problem.unreadable("the plan has characters with the code 0, so it is not UTF-8: save it as UTF-8").asException();
        }
        return plain.startsWith(BYTE_ORDER_MARK) ? plain.substring(1) : plain;
    }

    private static Charset charset(byte[] bytes) {
        int first = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        return first == 0xfeff ? StandardCharsets.UTF_16BE : first == 0xfffe ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    }
}
