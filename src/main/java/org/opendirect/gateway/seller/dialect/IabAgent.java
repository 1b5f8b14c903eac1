package org.opendirect.gateway.seller.dialect;

/**
 * The IAB Tech Lab's seller agent, in both of its eras: it serves OpenDirect's products and avails, and sells by quotes and deals
 * (facts/iab-seller-agent.md). A quote is a line that is held until it expires; the deal made of it is the line booked. There are no
 * accounts and no orders.
 */
public record IabAgent(Profile profile, CatalogSpeech catalog, BookingSpeech booking, ProposalSpeech proposals) implements Dialect {

    public static final String NAME = "iab-agent";

    /** The kind of seller that speaks it. */
    public static final Dialect.Kind KIND = new Dialect.Kind() {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Dialect with(Profile profile) {
            return new IabAgent(profile, new IabAgentCatalog(profile), new IabAgentBooking(profile), new IabAgentProposals(profile));
        }
    };
}
