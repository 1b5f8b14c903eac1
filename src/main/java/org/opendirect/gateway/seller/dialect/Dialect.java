package org.opendirect.gateway.seller.dialect;

/**
 * How one kind of seller speaks, with the choices of one seller in it. Functions only: a request out of what is meant, a meaning out of
 * a reply. What a kind of seller has no call for, it says; the routes do not know the difference.
 */
public interface Dialect {

    /** Makes the dialect for a seller with these choices. To be added as a bean to add a kind of seller. */
    interface Kind {
        /** As in the settings: {@code opendirect}. */
        String name();

        Dialect with(Profile profile);
    }

    Profile profile();

    CatalogSpeech catalog();

    BookingSpeech booking();

    ProposalSpeech proposals();
}
