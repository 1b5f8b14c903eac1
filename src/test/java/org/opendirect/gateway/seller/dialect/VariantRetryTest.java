package org.opendirect.gateway.seller.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is sent after a variant was not understood, and what the one that was understood shows. */
class VariantRetryTest {

    private final TestSpeaker seller = TestSpeaker.unknown();
    private final VariantRetry variants = new VariantRetry();

    @Test
    void filterShouldBeLearnedWhenOnlyTheNarrowedListCameWhole() {
        // given
        sent(Call.LIST_ORDERS, "none");
        variants.understood(Call.LIST_ORDERS, seller, "its first page came");
        assertThat(variants.retryCut(Call.LIST_ORDERS, seller)).isTrue();
        sent(Call.LIST_ORDERS, "field");

        // when
        variants.understood(Call.LIST_ORDERS, seller, "it came whole");

        // then
        assertThat(seller.dialect().profile().get(Choice.FILTER)).isEqualTo("field");
    }

    @Test
    void namesOfACreateShouldNotBeLearnedWhenAListWasRead() {
        // given
        variants.prepare(Call.CREATE_ORDER, seller);
        assertThat(variants.retryRefused(Call.CREATE_ORDER, new Outcome.Refused<>(422, "bad request"), seller)).isTrue();
        assertThat(variants.overrides()).containsKey(Choice.PROPERTY_CASE);
        sent(Call.LIST_ORDERS, "none");

        // when
        variants.understood(Call.LIST_ORDERS, seller, "it answered the list");

        // then
        assertThat(seller.dialect().profile().knows(Choice.PROPERTY_CASE)).isFalse();
        assertThat(seller.dialect().profile().knows(Choice.FILTER)).isFalse();
    }

    @Test
    void lineThatMovedUnderAPendingOrderShouldShowThatNothingWaitsForIt() {
        // given
        variants.prepare(Call.BOOK, seller);

        // when
        variants.moved(Call.BOOK, true, ApprovalState.PENDING, seller);

        // then
        assertThat(seller.dialect().profile().chosen(Choice.ORDER_APPROVAL)).map(Profile.Chosen::value).contains("none");
        assertThat(seller.dialect().profile().get(Choice.RESERVE)).isEqualTo("no");
        assertThat(seller.dialect().profile().knows(Choice.ACTION_FORM)).isTrue();
    }

    private void sent(Call call, String filter) {
        assertThat(variants.prepare(call, seller).profile().get(Choice.FILTER)).isEqualTo(filter);
    }
}
