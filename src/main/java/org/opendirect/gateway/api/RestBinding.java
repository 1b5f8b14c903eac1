package org.opendirect.gateway.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.servlet.ServletRestHttpBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bodies are bytes, in and out: {@link EdgeFilter} has read the request's within its limit, and an answer is whole, so that it goes out
 * with its length instead of in flushed pieces.
 */
public final class RestBinding extends ServletRestHttpBinding {

    private static final Logger log = LoggerFactory.getLogger(RestBinding.class);

    public RestBinding() {
        setMapHttpMessageFormUrlEncodedBody(false);
    }

    @Override
    public Object parseBody(HttpServletRequest request, Message message) throws IOException {
        if (request.getMethod().equals("GET")) {
            return null;
        }
        byte[] body = request.getInputStream().readAllBytes();
        return body.length == 0 ? null : body;
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
        } catch (IOException | IllegalStateException e) {
            // it has gone, and the server may have ended the request already. Nothing is lost: what was done is kept, and who asks again
            // hears of it
            log.debug("Who asked does not hear the answer ({})", exchange.getFromRouteId(), e);
        }
    }
}
