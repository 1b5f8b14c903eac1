package org.opendirect.gateway.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.opendirect.gateway.campaign.PlanReader;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Validates a request before any route is asked. Of every request: that all routes are there, that its query can be decoded, and that no
 * page of another site sends it. Of an operation of the gateway's own OpenAPI document also: its query parameters, {@code Accept},
 * {@code Content-Encoding}, and that its body is UTF-8, within the size limit and in time. All other requests reach their routes as they
 * were sent.
 */
public final class RequestGuardFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(RequestGuardFilter.class);
    private static final int BUFFER = 8_192;
    private static final byte[] NONE = {};
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");
    /** Time to receive a body; one wait for the server's own limit may be added. */
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(60);
    private static final Problem STARTING =
            Problem.of(503, "starting", "The gateway is starting", "it is ready when /actuator/health/readiness says so");
    private static final Problem STOPPING = Problem.of(503, "stopping", "The gateway is stopping", "it takes no more requests");

    private final int maxBody;
    private final ApiOperations operations;
    private final BooleanSupplier routesStarted;
    private final String managementPath;
    private volatile boolean wasStarted;

    /**
     * @param maxBody        bytes
     * @param document       declares what each operation takes and gives
     * @param routesStarted  whether all routes are there
     * @param managementPath where the actuator is served, which answers also during the start
     */
    public RequestGuardFilter(long maxBody, OpenApiDocument document, BooleanSupplier routesStarted,
                              String managementPath) {
        this.maxBody = Math.toIntExact(Math.min(maxBody, Integer.MAX_VALUE - 8L));
        this.operations = document.operations();
        this.routesStarted = routesStarted;
        this.managementPath = managementPath;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        HttpServletRequest validated;
        try {
            validated = validate(request);
        } catch (ProblemException e) {
            ProblemDetailsWriter.write(response, e.problem());
            return;
        } catch (IOException e) {
            log.debug("A body was not received to its end", e);
            ProblemDetailsWriter.write(response, Problem.unreadable("the body did not come whole"));
            return;
        }
        if (validated != request) {
            // what is answered now may be otherwise a moment later
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        chain.doFilter(validated, response);
    }

    /**
     * @return the request as routes are to get it
     * @throws ProblemException 503 before all routes are there, 400 for a query or body that cannot be read, 403 for another site's page,
     *         406 for an answer that would not be accepted, 408 for a body that takes too long, 413 for one that is too large, 415 for one that
     *         is encoded or of a type that is not taken, 422 for a query parameter that the operation does not have
     * @throws IOException when the body does not come whole
     */
    private HttpServletRequest validate(HttpServletRequest request) throws IOException {
        checkStarted(request);
        // the server leaves out what it cannot decode of a query, and a dry run would become a campaign
        if (!isDecodable(request.getQueryString())) {
            throw Problem.of(400, "bad_request", "The request cannot be read", "the query is malformed").asException();
        }
        boolean withoutBody = WITHOUT_BODY.contains(request.getMethod());
        // callers carry no key: a page of another site must not buy through the browser of somebody at this machine
        if (!withoutBody && isOfAnotherSite(request)) {
            throw Problem.of(403, "cross_site", "Not for pages of other sites", "a browser sent this for a page of another site").asException();
        }
        Optional<ApiOperations.Operation> operation = operations.find(request.getMethod(), request.getServletPath());
        if (operation.isEmpty()) {
            return request;
        }
        String answer = ApiOperations.check(operation.get(), request.getQueryString(), Collections.list(request.getHeaders("Accept")));
        checkEncoding(request);
        byte[] body = withoutBody ? NONE : body(request);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw Problem.unreadable("the body is not UTF-8").asException();
        }
        var validated = new ValidatedRequest(request, body, answer);
        if (operation.get().takesPlans()) {
            PlanReader.Format.ofMediaType(validated.getContentType());
        }
        return validated;
    }

    /** The port is open a moment before all routes are there, and for a moment after they have ended. */
    private void checkStarted(HttpServletRequest request) {
        boolean started = routesStarted.getAsBoolean();
        wasStarted |= started;
        if (!started && !request.getServletPath().startsWith(managementPath)) {
            throw (wasStarted ? STOPPING : STARTING).asException();
        }
    }

    private static void checkEncoding(HttpServletRequest request) {
        if (Collections.list(request.getHeaders("Content-Encoding")).stream().flatMap(h -> Arrays.stream(h.split(","))).map(String::trim)
                .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase(ProblemDetailsWriter.CODINGS))) {
            throw Problem.of(415, "content_encoding", "The encoding of the body is not taken", "send it as it is, without Content-Encoding").asException();
        }
    }

    private static boolean isDecodable(String query) {
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
        byte[] piece = new byte[length >= 0 ? (int) Math.min(length + 1, BUFFER) : BUFFER];
        long end = System.nanoTime() + BODY_TIMEOUT.toNanos();
        InputStream in = request.getInputStream();
        for (int n = length > maxBody ? 0 : in.read(piece); n > 0 && body.size() <= maxBody; n = in.read(piece)) {
            body.write(piece, 0, n);
            if (System.nanoTime() - end > 0) {
                throw Problem.of(408, "body_too_slow", "The body takes too long", "it must come within " + BODY_TIMEOUT.toSeconds() + " s").asException();
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
