package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.opendirect.gateway.booking.LineObserver;
import org.opendirect.gateway.booking.LineView;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.store.Store;

/** What has happened to campaigns, numbered without gaps. Written in the transaction of the change itself. */
public final class CampaignEvents implements LineObserver {

    private final Store store;
    private final Clock clock;

    public CampaignEvents(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** One change. The sequence begins with 1 and has no gaps within a campaign. */
    public record Event(long sequence, String type, Instant at, String campaignId, JsonNode data) {
    }

    @Override
    public void lineChanged(String workId, LineView line) {
        append(workId, "line." + line.status().name().toLowerCase(Locale.ROOT), line);
    }

    /** Work that is no campaign has no events. Inside a transaction. */
    void append(String campaignId, String type, Object data) {
        store.sql().sql("update campaign set events = events + 1 where id = ? returning events").param(campaignId).query(Long.class).optional()
                .ifPresent(sequence -> store.sql().sql("insert into campaign_event (campaign_id, sequence, type, at, data) values (?, ?, ?, ?, ?)")
                        .params(campaignId, sequence, type, clock.millis(), Json.text(data)).update());
    }

    /** Those after a sequence number, oldest first. */
    public List<Event> after(String campaignId, long sequence, int limit) {
        return store.sql().sql("select sequence, type, at, data from campaign_event where campaign_id = ? and sequence > ? order by sequence limit ?")
                .params(campaignId, sequence, limit)
                .query((row, n) -> new Event(row.getLong(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3)), campaignId,
                        Json.read(row.getString(4), JsonNode.class))).list();
    }
}
