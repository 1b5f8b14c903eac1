package org.opendirect.gateway.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.opendirect.gateway.problem.Problem;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Looks at a body before Camel does, which would answer 500 to bytes that are no UTF-8 and has no limit on size: 413 and 400 instead.
 * And at who sends it: callers carry no key, so a page of another site must not buy through the browser of somebody at this machine.
 */
public final class EdgeFilter extends OncePerRequestFilter {

    private final int maxBody;

    public EdgeFilter(long maxBody) {
        this.maxBody = Math.toIntExact(Math.min(maxBody, Integer.MAX_VALUE - 8L));
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        // as the server has decoded and mapped it: the address itself can be written in many ways
        return !request.getPathInfo().startsWith(RestServlet.API) || request.getMethod().equals("GET");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isOfAnotherSite(request)) {
            Answers.write(response, Problem.of(403, "cross_site", "Not for pages of other sites", "a browser sent this for a page of another site"));
            return;
        }
        long length = request.getContentLengthLong();
        byte[] body = length > maxBody ? null : request.getInputStream().readNBytes(length >= 0 ? (int) length : maxBody + 1);
        if (body == null || body.length > maxBody) {
            Answers.write(response, Problem.of(413, "body_too_large", "The body is too large", "at most " + maxBody + " bytes are read"));
            return;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            Answers.write(response, Problem.unreadable("the body is not UTF-8"));
            return;
        }
        chain.doFilter(new BufferedRequest(request, body), response);
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

    private static final class BufferedRequest extends HttpServletRequestWrapper {
        private final byte[] body;

        BufferedRequest(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        /** What curl says when nobody tells it better; taken at its word, Camel would look for form fields in the JSON. */
        @Override
        public String getContentType() {
            String type = super.getContentType();
            return type != null && type.startsWith("application/x-www-form-urlencoded") ? "application/octet-stream" : type;
        }

        @Override
        public String getHeader(String name) {
            return name.equalsIgnoreCase("Content-Type") ? getContentType() : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            boolean type = name.equalsIgnoreCase("Content-Type") && getContentType() != null;
            return type ? Collections.enumeration(List.of(getContentType())) : super.getHeaders(name);
        }

        @Override
        public ServletInputStream getInputStream() {
            var in = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public boolean isFinished() {
                    return in.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException("the body has been read already");
                }

                @Override
                public byte[] readAllBytes() {
                    return in.readAllBytes();
                }

                @Override
                public int read() {
                    return in.read();
                }

                @Override
                public int read(byte[] b, int off, int len) {
                    return in.read(b, off, len);
                }
            };
        }
    }
}
