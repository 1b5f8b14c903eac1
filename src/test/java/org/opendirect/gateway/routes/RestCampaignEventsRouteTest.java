package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.api.CampaignEventStream;
import org.opendirect.gateway.problem.Problem;

class RestCampaignEventsRouteTest extends RestRouteTestSupport {

    private static final String STREAM = "text/event-stream";
    private final CampaignEventStream events = mock(CampaignEventStream.class);

    RestCampaignEventsRouteTest() {
        super("rest-campaign-events");
    }

    @Override
    void bindBeans(Registry registry) {
        registry.bind("campaignEventStream", events);
    }

    @Test
    void eventsShouldBeListedWhenNoStreamIsAskedFor() throws Exception {
        // given
        start();
        when(events.position("cmp-1", "7")).thenReturn(7L);
        when(events.list("cmp-1", 7)).thenReturn(Map.of("events", List.of()));

        // when
        Answer answer = call("get-campaign-events", null, "campaign", "cmp-1", "Last-Event-ID", "7", "Accept",
                "application/json");

        // then
        assertThat(answer.status() + " " + answer.body()).isEqualTo("200 {\"events\":[]}");
        verify(events, never()).open(any(), anyLong(), any());
    }

    /** A stream must not be read before it is sent: its end is half an hour away. */
    @Test
    void eventsShouldBeStreamedUnreadWhenAStreamIsAskedFor() throws Exception {
        // given
        InputStream stream = mock(InputStream.class);
        context.setStreamCaching(true);
        start();
        when(events.open(eq("cmp-1"), eq(0L), any())).thenReturn(stream);

        // when
        Exchange answer = template.request("direct:get-campaign-events", e -> {
            e.getMessage().setHeader("campaign", "cmp-1");
            e.getMessage().setHeader("Accept", STREAM);
        });

        // then
        assertThat(answer.getMessage().getBody()).isSameAs(stream);
        assertThat(answer.getMessage().getHeaders())
                .containsOnly(Map.entry(Exchange.HTTP_RESPONSE_CODE, 200), Map.entry(Exchange.CONTENT_TYPE, STREAM),
                Map.entry(Exchange.HTTP_CHUNKED, "true"));
        verify(stream, never()).read(any());
        verify(stream, never()).read(any(), eq(0), eq(0));
        verify(stream, never()).read();
    }

    @Test
    void noStreamShouldBeOpenedWhenOnlyHeadersAreAskedFor() throws Exception {
        // given
        start();
        when(events.open(any(), anyLong(), any()))
                .thenReturn(new ByteArrayInputStream("id: 1".getBytes(StandardCharsets.UTF_8)));

        // when
        Answer answer = call("get-campaign-events", null, "campaign", "cmp-1", "Accept", STREAM, Exchange.HTTP_METHOD,
                "HEAD");

        // then
        assertThat(answer.headers()).containsEntry("Content-Type", STREAM);
        assertThat(answer.body()).isNull();
        verify(events, never()).open(any(), anyLong(), any());
    }

    @Test
    void streamShouldBeAProblemWhenTooManyAreOpen() throws Exception {
        // given
        start();
        when(events.open(any(), anyLong(), any())).thenThrow(Problem.of(503, "too_many_streams",
                "Too many event streams", "at most 50").asException());

        // when
        Answer answer = call("get-campaign-events", null, "campaign", "cmp-1", "Accept", STREAM);

        // then
        assertThat(answer.status() + " " + answer.json().path("code").asText()).isEqualTo("503 too_many_streams");
        assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Retry-After", "1");
    }
}
