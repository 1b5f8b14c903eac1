package org.opendirect.gateway.seller;

import java.util.Map;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Profile;

/** Where what sellers have shown of their way of speaking is kept between runs, and shared between gateways. */
public interface Lessons {

    /** Keeps nothing. */
    Lessons NONE = new Lessons() {
        @Override
        public Map<Choice, Profile.Chosen> of(String seller, String baseUrl) {
            return Map.of();
        }

        @Override
        public Profile.Chosen keep(String seller, String baseUrl, Choice choice, String value, String evidence) {
            return new Profile.Chosen(value, Profile.Source.LEARNED, evidence, null);
        }

        @Override
        public void forget(String seller, Choice choice) {
            // nothing is kept
        }

        @Override
        public boolean isFresh(Profile.Chosen lesson) {
            return true;
        }
    };

    /** What is known of a seller and not too old. */
    Map<Choice, Profile.Chosen> of(String seller, String baseUrl);

    Profile.Chosen keep(String seller, String baseUrl, Choice choice, String value, String evidence);

    void forget(String seller, Choice choice);

    /** Whether a lesson is young enough not to be written anew when it proves true once more. */
    boolean isFresh(Profile.Chosen lesson);
}
