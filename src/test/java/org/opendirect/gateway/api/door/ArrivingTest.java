package org.opendirect.gateway.api.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivingTest {

    private static final String POST = "POST /api/v1/products/search?x=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nAccept: */*\r\n\r\n";

    @Test
    void aPlainRequestIsWholeWithItsBody() {
        assertThat(of(POST + "{}")).isEqualTo(new Arriving("/api/v1/products/search", true));
        assertThat(of(POST + "{")).isEqualTo(new Arriving("/api/v1/products/search", false));
        assertThat(of(POST)).isEqualTo(new Arriving("/api/v1/products/search", false));
        assertThat(of("GET /api/v1/products HTTP/1.1\r\nHost: h\r\nconnection: Keep-Alive\r\n\r\n")).isEqualTo(new Arriving("/api/v1/products", true));
    }

    @Test
    void everyBeginningOfItIsNoneUntilItsHeadIsComplete() {
        for (int length = 0; length < POST.length(); length++) {
            assertThat(of(POST.substring(0, length))).as(POST.substring(0, length)).isNull();
        }
    }

    @Test
    void whatComesAfterItIsTheServersBusiness() {
        assertThat(of(POST + "{}G")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "POST /api/v1/products/search HTTP/1.0\r\nContent-Length: 0\r\n\r\n",
        "PUT /api/v1/products/search HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "POST http://h/api/v1/products/search HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "POST /api/v1/products/search\u0001 HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "POST  HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /x HTTP/1.1\r\nContent-Length: 0\r\nTRANSFER-ENCODING: chunked\r\n\r\n",
        "POST /x HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        "POST /x HTTP/1.1\r\nContent-Length: +2\r\n\r\n{}",
        "POST /x HTTP/1.1\r\nContent-Length: -2\r\n\r\n{}",
        "POST /x HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        "POST /x HTTP/1.1\r\nContent-Length:\r\n\r\n",
        "POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
        "GET /x HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /x HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        "GET /x HTTP/1.1\r\nHost: h\r\n folded: x\r\n\r\n",
        "GET /x HTTP/1.1\r\nHost\r\n\r\n",
        "GET /x HTTP/1.1\r\n: x\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: h\nContent-Length: 2\r\n\r\n",
        "POST /x HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n",
        "POST /x HTTP/1.1\r\nContent-Length : 2\r\n\r\n",
        "POST /x HTTP/1.1\r\nContent-\tLength: 2\r\n\r\n",
        "GET /x HTTP/1.1\nHost: h\n\n"
    })
    void whatIsNotQuitePlainIsLeftToTheServer(String request) {
        assertThat(of(request)).isNull();
    }

    private static Arriving of(String text) {
        byte[] bytes = (text + "rest of an earlier one").getBytes(StandardCharsets.ISO_8859_1);
        return Arriving.of(bytes, text.length());
    }
}
