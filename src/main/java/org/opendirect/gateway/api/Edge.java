package org.opendirect.gateway.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import org.opendirect.gateway.problem.Problem;

/**
 * What is looked at before anything is done: that the query can be read, since the server leaves out what it cannot read of it, and a dry
 * run would become a campaign; the size of a body, how long it takes, and that it is UTF-8; and who sends it: callers carry no key, so a
 * page of another site must not buy through the browser of somebody at this machine.
 */
public final class Edge {

    /** Of a request, the media type that its answer is to have, where the caller has a choice and has made it. */
    static final String ANSWER = Edge.class.getName() + ".answer";

    private static final int PIECE = 8_192;
    private static final byte[] NONE = {};
    /** A body may take so long, and one wait for the server's own limit more. */
    private static final Duration SLOWEST = Duration.ofSeconds(60);

    private final int maxBody;
    private final ApiOperations operations;

    /**
     * @param maxBody  bytes
     * @param document says what each operation takes and gives
     */
    public Edge(long maxBody, OpenApi document) {
        this.operations = document.operations();
        this.maxBody = Math.toIntExact(Math.min(maxBody, Integer.MAX_VALUE - 8L));
    }

    /**
     * @return the body, empty where there is none
     * @throws org.opendirect.gateway.problem.ProblemException 400 for a query or body that cannot be read, 403 for another site's page,
     *         406 for an answer that would not be accepted, 408 for a body that takes too long, 413 for one that is too large, 415 for one that
     *         is encoded, 422 for a query parameter that the operation does not have
     * @throws IOException when the body does not come whole
     */
    byte[] look(HttpServletRequest request) throws IOException {
        if (!canBeRead(request.getQueryString())) {
            throw Problem.of(400, "bad_request", "The request cannot be read", "the query is malformed").asException();
        }
        if (request.getMethod().equals("GET")) {
            check(request);
            return NONE;
        }
        if (isOfAnotherSite(request)) {
            throw Problem.of(403, "cross_site", "Not for pages of other sites", "a browser sent this for a page of another site").asException();
        }
        check(request);
        byte[] body = body(request);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw Problem.unreadable("the body is not UTF-8").asException();
        }
        return body;
    }

    /** By what the document says of the operation, before anything is read or done for it. */
    private void check(HttpServletRequest request) {
        operations.check(request.getMethod(), request.getPathInfo(), request.getQueryString(), Collections.list(request.getHeaders("Accept")))
                .ifPresent(type -> request.setAttribute(ANSWER, type));
        if (Collections.list(request.getHeaders("Content-Encoding")).stream().flatMap(h -> Arrays.stream(h.split(","))).map(String::trim)
                .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase(Answers.CODINGS))) {
            throw Problem.of(415, "content_encoding", "The encoding of the body is not taken", "send it as it is, without Content-Encoding").asException();
        }
    }

    private static boolean canBeRead(String query) {
        if (query == null || query.indexOf('%') < 0) {
            return true;
        }
        try {
            // what is no UTF-8 becomes this mark, which nobody has reason to send
            return URLDecoder.decode(query, StandardCharsets.UTF_8).indexOf('\uFFFD') < 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private byte[] body(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        var body = new ByteArrayOutputStream(length > 0 && length <= maxBody ? (int) length : 0);
        byte[] piece = new byte[length >= 0 ? (int) Math.min(length + 1, PIECE) : PIECE];
        long end = System.nanoTime() + SLOWEST.toNanos();
        InputStream in = request.getInputStream();
        for (int n = length > maxBody ? 0 : in.read(piece); n > 0 && body.size() <= maxBody; n = in.read(piece)) {
            body.write(piece, 0, n);
            if (System.nanoTime() - end > 0) {
                throw Problem.of(408, "body_too_slow", "The body takes too long", "it must come within " + SLOWEST.toSeconds() + " s").asException();
            }
        }
        if (length > maxBody || body.size() > maxBody) {
            throw Problem.of(413, "body_too_large", "The body is too large", "at most " + maxBody + " bytes are read").asException();
        }
        return body.toByteArray();
    }

    /**
     * What a browser says of the page that sends a request, and no page can say otherwise: {@code Sec-Fetch-Site} (W3C Fetch Metadata), and
     * from browsers or over connections that leave it out, {@code Origin} (RFC 6454, section 7). Other callers send neither.
     */
    private static boolean isOfAnotherSite(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.getHeader("Origin");
        String host = "://" + request.getHeader("Host");
        return origin != null && !origin.equalsIgnoreCase("http" + host) && !origin.equalsIgnoreCase("https" + host);
    }
}
