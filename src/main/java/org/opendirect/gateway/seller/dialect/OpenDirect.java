package org.opendirect.gateway.seller.dialect;

/** OpenDirect 2.1, in whichever of its forms the profile says: the seed's where nothing is known. */
public record OpenDirect(Profile profile, CatalogSpeech catalog, BookingSpeech booking, ProposalSpeech proposals) implements Dialect {

    public static final String NAME = "opendirect";

    /** The kind of seller that speaks it. */
    public static final Dialect.Kind KIND = new Dialect.Kind() {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Dialect with(Profile profile) {
            return new OpenDirect(profile, new OpenDirectCatalog(profile), new OpenDirectBooking(profile), new OpenDirectProposals(profile));
        }
    };
}
