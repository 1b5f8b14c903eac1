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
    /** Body of a request as it was sent, empty when none was: {@code byte[]}. */
    public static final String REQUEST_BODY = "requestBody";
    /** Key of a request: {@code String}. Absent: none was sent. */
    public static final String IDEMPOTENCY_KEY = "idempotencyKey";
    /** Answer to a request with a key: {@link org.opendirect.gateway.api.IdempotencyKeys.StoredResponse}. */
    public static final String STORED_RESPONSE = "storedResponse";
    /** Path of what was created or changed: {@code String}. */
    public static final String LOCATION = "location";
    /** What a caller is told of a failure: {@link org.opendirect.gateway.problem.Problem}. */
    public static final String PROBLEM = "problem";

    /** One product of one seller: {@link org.opendirect.gateway.api.CatalogApi.ProductLookup}. */
    public static final String PRODUCT_LOOKUP = "productLookup";
    /** Id of a product: {@code String}. */
    public static final String PRODUCT_ID = "productId";

    /** Booking that a caller asks for: {@link org.opendirect.gateway.api.BookingRequest}. */
    public static final String BOOKING_REQUEST = "bookingRequest";
    /** What the seller's catalogue says of it: {@link org.opendirect.gateway.api.BookingChecks.Check}. */
    public static final String BOOKING_CHECK = "bookingCheck";
    /** Negotiation that a caller asks for: {@link org.opendirect.gateway.api.IdempotencyKeys.Started}. */
    public static final String STARTED = "started";
    /** When a caller is answered, as {@link System#nanoTime()}: {@code Long}. */
    public static final String ANSWER_BY = "answerBy";
    /** Sequence number after which a campaign's events are wanted: {@code Long}. */
    public static final String EVENTS_AFTER = "eventsAfter";
    /** Choice about a difference: {@link org.opendirect.gateway.api.DriftApi.Decision}. */
    public static final String DRIFT_DECISION = "driftDecision";
    /** Line as its seller shows it: {@link org.opendirect.gateway.seller.dialect.SellerLine}. Absent: it has none. */
    public static final String HELD_LINE = "heldLine";
    /** What the doctor is to examine: {@link org.opendirect.gateway.doctor.Errand}. */
    public static final String ERRAND = "errand";
    /** Line at its seller: {@link org.opendirect.gateway.booking.Bookings.Whereabouts}. */
    public static final String LINE_LOCATION = "lineLocation";

    /** Search or avails check under way: {@link org.opendirect.gateway.catalog.ProductSearchService.PendingSearch} or
     * {@link org.opendirect.gateway.catalog.AvailsService.PendingAvails}. */
    public static final String PENDING = "pending";
    /** What a fan-out is to do: a {@code List} of {@link org.opendirect.gateway.seller.SellerTask}. */
    public static final String SELLER_TASKS = "sellerTasks";
    /** The one of them that an exchange works on: {@link org.opendirect.gateway.seller.SellerTask}. */
    public static final String SELLER_TASK = "sellerTask";

    /** Call that is made: {@link org.opendirect.gateway.seller.SellerRequest}. */
    public static final String SELLER_REQUEST = "sellerRequest";
    /** The same with all that its steps find out: {@link org.opendirect.gateway.seller.SellerCallContext}. */
    public static final String SELLER_CALL = "sellerCall";
    /** Id of the seller that is called: {@code String}. A route of your own sets it for {@code sellerAuth}. */
    public static final String SELLER_ID = "sellerId";

    private RouteProperties() {
    }
}
