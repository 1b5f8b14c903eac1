package org.opendirect.gateway.seller.dialect;

import java.util.Map;

/** A seller's way of speaking without a seller; what is learned stays in memory. */
public final class TestSpeaker implements Speaker {

    private final Dialect.Kind kind;
    private Profile profile;

    public TestSpeaker(Dialect.Kind kind, Profile profile) {
        this.kind = kind;
        this.profile = profile;
    }

    /** An OpenDirect seller of which nothing is known. */
    public static TestSpeaker unknown() {
        return new TestSpeaker(OpenDirect.KIND, Profile.UNKNOWN);
    }

    @Override
    public Dialect dialect() {
        return kind.with(profile);
    }

    @Override
    public Dialect dialect(Map<Choice, String> way) {
        return kind.with(profile.trying(way));
    }

    @Override
    public void learn(Choice choice, String value, String evidence) {
        profile = profile.with(choice, new Profile.Chosen(value, Profile.Source.LEARNED, evidence, null));
    }

    @Override
    public void forget(Choice choice, String why) {
        profile = profile.without(choice);
    }
}
