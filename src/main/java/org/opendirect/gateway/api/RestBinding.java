package org.opendirect.gateway.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.servlet.ServletRestHttpBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a route gets of a request: the parameters of its path and query and the few headers that mean something, neither of which can pass
 * for the other, and the body as the bytes that {@link Edge} has read. An answer is whole, so it goes out with its length instead of in
 * flushed pieces, and to its end on the thread that serves: the server's are few.
 */
public final class RestBinding extends ServletRestHttpBinding {

    /** Of a request, its body. */
    static final String BODY = RestBinding.class.getName() + ".body";

    private static final Logger log = LoggerFactory.getLogger(RestBinding.class);
    private static final List<String> HEADERS = List.of("Idempotency-Key", "Last-Event-ID");
    private static final String FORM = "application/x-www-form-urlencoded";

    public RestBinding() {
        setMapHttpMessageFormUrlEncodedBody(false);
    }

    @Override
    protected void readBody(HttpServletRequest request, Message message) {
        // it is there already, whatever its type
    }

    @Override
    protected void readHeaders(HttpServletRequest request, Message message) {
        populateRequestParameters(request, message);
        Map<String, Object> headers = message.getHeaders();
        for (String name : HEADERS) {
            List<String> values = Collections.list(request.getHeaders(name));
            headers.remove(name);
            if (!values.isEmpty()) {
                headers.put(name, values.size() == 1 ? values.get(0) : values);
            }
        }
        // chosen from what was sent, and from what there is
        headers.remove("Accept");
        if (request.getAttribute(Edge.ANSWER) instanceof String answer) {
            headers.put("Accept", answer);
        }
        String type = request.getContentType();
        // what curl says when nobody tells it better
        boolean form = type != null && type.regionMatches(true, 0, FORM, 0, FORM.length());
        headers.put(Exchange.CONTENT_TYPE, form ? "application/octet-stream" : type);
    }

    @Override
    public Object parseBody(HttpServletRequest request, Message message) {
        return request.getAttribute(BODY) instanceof byte[] body && body.length > 0 ? body : null;
    }

    @Override
    protected void doWriteDirectResponse(Message message, HttpServletResponse response, Exchange exchange) throws IOException {
        if (response.isCommitted()) {
            // what has begun as an event stream cannot become another answer
            return;
        }
        if (message.getBody() instanceof ByteArrayOutputStream body) {
            response.setContentLength(body.size());
            body.writeTo(response.getOutputStream());
        } else {
            byte[] body = message.getBody(byte[].class);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }

    @Override
    public void writeResponse(Exchange exchange, HttpServletResponse response) {
        try {
            super.writeResponse(exchange, response);
            response.flushBuffer();
        } catch (IOException | IllegalStateException e) {
            // it has gone, and the server may have ended the request already. Nothing is lost: what was done is kept, and who asks again
            // hears of it
            log.debug("Who asked does not hear the answer ({})", exchange.getFromRouteId(), e);
        }
    }
}
