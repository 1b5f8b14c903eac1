package org.opendirect.gateway.api;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * A request whose body has been read and whose {@code Accept} has been negotiated: routes see the one media type that the answer is to have.
 */
final class ValidatedRequest extends HttpServletRequestWrapper {

    /** Types that a server or Camel reads itself in the place of the route. */
    private static final List<String> TAKEN_APART = List.of(MediaType.APPLICATION_FORM_URLENCODED_VALUE, "multipart/", "application/x-java-serialized-object");

    private final byte[] body;
    private final String accept;

    /** @param accept the media type to answer with; null leaves the header out */
    ValidatedRequest(HttpServletRequest request, byte[] body, String accept) {
        super(request);
        this.body = body;
        this.accept = accept;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new BodyStream(body);
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public int getContentLength() {
        return body.length;
    }

    @Override
    public long getContentLengthLong() {
        return body.length;
    }

    /** No operation takes one of these types, but curl declares a form where it is told nothing: such a body is to reach its route as it is. */
    @Override
    public String getContentType() {
        String type = super.getContentType();
        boolean takenApart = type != null && TAKEN_APART.stream().anyMatch(t -> type.regionMatches(true, 0, t, 0, t.length()));
        return takenApart ? MediaType.APPLICATION_OCTET_STREAM_VALUE : type;
    }

    @Override
    public String getHeader(String name) {
        if (HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name)) {
            return getContentType();
        }
        return HttpHeaders.ACCEPT.equalsIgnoreCase(name) ? accept : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        boolean replaced = HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name) || HttpHeaders.ACCEPT.equalsIgnoreCase(name);
        if (!replaced) {
            return super.getHeaders(name);
        }
        String value = getHeader(name);
        return value == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(value));
    }

    private static final class BodyStream extends ServletInputStream {
        private final ByteArrayInputStream in;

        BodyStream(byte[] body) {
            this.in = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return in.read(into, offset, length);
        }

        @Override
        public int available() {
            return in.available();
        }

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
            throw new IllegalStateException("the body is there already");
        }
    }
}
