package org.opendirect.gateway.seller.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which other ways are tried, and which never are. */
class OpenDirectWaysTest {

    private final BookingSpeech unknown = OpenDirect.KIND.with(Profile.UNKNOWN).booking();

    @Test
    void everyWayOfAnActionIsTriedOnceAndThenItEnds() {
        Set<Map<Choice, String>> said = new HashSet<>();
        List<Way> tried = new ArrayList<>(List.of(new Way(Map.of(), Way.NO_EFFECT)));
        for (Optional<Map<Choice, String>> way = unknown.otherWay(Call.RESERVE, tried); way.isPresent(); way = unknown.otherWay(Call.RESERVE, tried)) {
            assertThat(said.add(way.get())).as("twice: " + way.get()).isTrue();
            assertThat(way.get().get(Choice.UPDATE_VERB)).as("the seller knows PATCH, so PUT would mean something else").isEqualTo("PATCH");
            tried.add(new Way(way.get(), Way.NO_EFFECT));
        }
        assertThat(said).hasSize(5);
    }

    @Test
    void putIsTriedOnlyWhereTheMethodPatchIsNotKnown() {
        List<Way> tried = new ArrayList<>(List.of(new Way(Map.of(), 405)));
        Map<Choice, String> way = unknown.otherWay(Call.RESERVE, tried).orElseThrow();
        assertThat(way.get(Choice.UPDATE_VERB)).isEqualTo("PUT");
        tried.add(new Way(way, 405));
        assertThat(unknown.otherWay(Call.RESERVE, tried)).as("neither is known").isEmpty();
    }

    @Test
    void aSellerWhoseFormIsKnownIsBelievedWhenItSaysNo() {
        Profile known = Profile.UNKNOWN.with(Choice.ACTION_FORM, new Profile.Chosen("{action}", Profile.Source.LEARNED, "", null));
        BookingSpeech speech = OpenDirect.KIND.with(known).booking();

        assertThat(speech.otherWay(Call.RESERVE, List.of(new Way(Map.of(), 400)))).isEmpty();
        assertThat(speech.otherWay(Call.RESERVE, List.of(new Way(Map.of(), Way.NO_EFFECT)))).isEmpty();
        assertThat(speech.otherWay(Call.RESERVE, List.of(new Way(Map.of(), 405)))).as("a method that is gone contradicts it").isPresent();
    }

    @Test
    void whatIsSetIsNeverTriedOtherwise() {
        BookingSpeech set = OpenDirect.KIND.with(Profile.ofSettings(Map.of(Choice.UPDATE_VERB, "PUT", Choice.ACTION_FORM, "{action}", Choice.ACTION_BODY, "none"))).booking();

        assertThat(set.otherWay(Call.BOOK, List.of(new Way(Map.of(), 405)))).isEmpty();
    }

    @Test
    void aBodyThatWasRefusedIsWrittenInAnotherCaseButANoOfAnotherKindIsANo() {
        assertThat(unknown.otherWay(Call.CREATE_ORDER, List.of(new Way(Map.of(), 400)))).contains(Map.of(Choice.PROPERTY_CASE, "lower"));
        assertThat(unknown.otherWay(Call.CREATE_LINE, List.of(new Way(Map.of(), 422))).orElseThrow()).containsEntry(Choice.QUANTITY_NAME, "qty");
        for (int status : new int[] {401, 402, 403, 404, 409, 200}) {
            assertThat(unknown.otherWay(Call.CREATE_LINE, List.of(new Way(Map.of(), status)))).as("HTTP " + status).isEmpty();
        }
    }

    @Test
    void aNoOfTheTradeIsNotTakenForAnActionThatIsNotKnown() {
        for (String words : List.of("unknown action reserve", "reserve is not supported", "Reservations are not supported here", "the seller does not reserve")) {
            assertThat(Way.saysNoSuchAction(words)).as(words).isTrue();
        }
        for (String words : List.of("targeting not supported", "no impressions left to reserve", "unsupported currency", "the product is not known", "")) {
            assertThat(Way.saysNoSuchAction(words)).as(words).isFalse();
        }
    }

    @Test
    void aWordAboutAValueLeavesNothingOut() {
        BookingSpeech speech = OpenDirect.KIND.with(Profile.UNKNOWN.with(Choice.PROPERTY_CASE, new Profile.Chosen("camel", Profile.Source.LEARNED, "", null))).booking();

        for (String words : List.of("brandId brand-7 is unknown", "the cost is not available", "publisherId: no such publisher")) {
            assertThat(speech.otherWay(Call.CREATE_ORDER, List.of(new Way(Map.of(), 400, words)))).as(words).isEmpty();
        }
        assertThat(speech.otherWay(Call.CREATE_ORDER, List.of(new Way(Map.of(), 400, "unknown property brandId"))).orElseThrow())
                .containsEntry(Choice.OMIT, "brandId");
    }

    @Test
    void aCaseThatItsProductsHaveIsNotBelievedOfItsOrdersWhenItMissesWhatWasSent() {
        BookingSpeech speech = OpenDirect.KIND.with(Profile.UNKNOWN.with(Choice.PROPERTY_CASE, new Profile.Chosen("camel", Profile.Source.LEARNED, "", null))).booking();

        assertThat(speech.otherWay(Call.CREATE_ORDER, List.of(new Way(Map.of(), 400, "startdate is missing")))).contains(Map.of(Choice.PROPERTY_CASE, "lower"));
        assertThat(speech.otherWay(Call.CREATE_ORDER, List.of(new Way(Map.of(), 400, "the budget is too small")))).isEmpty();
        assertThat(OpenDirect.KIND.with(Profile.ofSettings(Map.of(Choice.PROPERTY_CASE, "camel"))).booking()
                .otherWay(Call.CREATE_ORDER, List.of(new Way(Map.of(), 400, "startdate is missing")))).as("set").isEmpty();
    }

    @Test
    void whatASellerSaysItDoesNotKnowIsLeftOutUnlessTheLineWouldBeAnother() {
        Profile lower = Profile.UNKNOWN.with(Choice.PROPERTY_CASE, new Profile.Chosen("lower", Profile.Source.LEARNED, "", null));
        BookingSpeech speech = OpenDirect.KIND.with(lower).booking();

        assertThat(speech.otherWay(Call.CREATE_LINE, List.of(new Way(Map.of(), 400, "{\"errors\":[{\"message\":\"orderid is not a property of Line\"},"
                + "{\"message\":\"ext is not a property of Line\"}]}"))).orElseThrow()).containsEntry(Choice.OMIT, "ext, orderId");
        assertThat(speech.otherWay(Call.CREATE_ORDER, List.of(new Way(Map.of(), 422, "{\"detail\":[{\"loc\":[\"body\",\"budget\"],\"msg\":\"Extra inputs are not permitted\"}]}"))))
                .as("an order without its budget would be another").isEmpty();
        assertThat(speech.otherWay(Call.CREATE_LINE, List.of(new Way(Map.of(Choice.QUANTITY_NAME, "quantity"), 400, "the impressions are not available"),
                new Way(Map.of(Choice.QUANTITY_NAME, "qty"), 400, "the impressions are not available")))).isEmpty();
        assertThat(speech.otherWay(Call.CREATE_LINE, List.of(new Way(Map.of(), 400, "targeting must be a list of segments"))).orElseThrow())
                .containsEntry(Choice.TARGETING, "object");
    }
}
