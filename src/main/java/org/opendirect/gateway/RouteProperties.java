package org.opendirect.gateway;

/**
 * Names of the exchange properties with which routes hand values to beans, and to the routes they call. The header of each
 * {@code direct:} route that may be called from outside says which of them it takes and which it leaves.
 */
public final class RouteProperties {

    /** Right to work on a job: {@link org.opendirect.gateway.work.Claim}. Absent where a caller waits for the answer. */
    public static final String CLAIM = "claim";
    /** When a job is due again: {@link java.time.Instant}. Absent: not before something wakes it. */
    public static final String NEXT_RUN_AT = "nextRunAt";
    /** Whether a loop runs once more: {@code Boolean}. */
    public static final String REPEAT = "repeat";

    /** Order whose lines are worked on: {@link org.opendirect.gateway.booking.BookingExecution.OrderTask}. */
    public static final String ORDER_TASK = "orderTask";
    /** Step of an order or a line: {@link org.opendirect.gateway.booking.NextStep}. Absent: none is left. */
    public static final String NEXT_STEP = "nextStep";
    /** Result of a round of all orders: {@link org.opendirect.gateway.booking.BookingExecution.Round}. */
    public static final String ROUND = "round";

    /** Id of a negotiation: {@code String}. */
    public static final String NEGOTIATION_ID = "negotiationId";
    /** Message to a seller: {@link org.opendirect.gateway.negotiation.PendingMessage}. Absent: nothing is left to say. */
    public static final String PENDING_MESSAGE = "pendingMessage";
    /** Plan line whose sellers negotiate at the same time: {@code String}. */
    public static final String PLAN_LINE_GROUP = "planLineGroup";

    /** Where a campaign goes from here: {@link org.opendirect.gateway.campaign.CampaignStage}. */
    public static final String STAGE = "stage";
    /** Planning under way: {@link org.opendirect.gateway.campaign.Planning}. */
    public static final String PLANNING = "planning";
    /** Negotiations of a plan that begin together: {@link org.opendirect.gateway.campaign.NegotiationBatch}. */
    public static final String NEGOTIATION_BATCH = "negotiationBatch";

    /** Claimed file of the inbox: {@link java.nio.file.Path}. */
    public static final String CLAIMED_FILE = "claimedFile";

    private RouteProperties() {
    }
}
