package org.opendirect.gateway.seller.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PageTurnTest {

    private static final List<String> FORMS = OpenDirect.KIND.with(Profile.UNKNOWN).catalog().pagings();

    /** Which items a seller shows for a query. */
    private interface Shelf extends Function<String, List<Integer>> {
    }

    private record Read(Set<Integer> items, int calls, PageTurn.Verdict verdict, PageTurn turn) {
    }

    private static Read read(Shelf shelf, Long total, List<String> forms) {
        PageTurn turn = PageTurn.begin(forms);
        Set<Integer> items = new LinkedHashSet<>();
        int calls = 0;
        PageTurn.Verdict verdict;
        do {
            List<Integer> page = shelf.apply(turn.page(50).query());
            int before = items.size();
            items.addAll(page);
            verdict = turn.turn(page.size(), items.size() > before, total, NextPage.UNSAID, forms);
            calls++;
        } while (verdict == PageTurn.Verdict.NEXT && calls < 10_000);
        return new Read(items, calls, verdict, turn);
    }

    @Test
    void aTotalThatWasNotReachedIsNeverTheEnd() {
        List<Integer> first = IntStream.range(0, 24).boxed().toList();
        Read same = read(query -> first, 80L, FORMS);
        assertThat(same.verdict()).as("the same 24 of 80 in every form").isEqualTo(PageTurn.Verdict.CANNOT_TELL);

        Read empty = read(query -> query.contains("50") && !query.contains("=0") ? List.of() : first, 80L, FORMS);
        assertThat(empty.verdict()).isEqualTo(PageTurn.Verdict.CANNOT_TELL);
        assertThat(empty.turn().honoured()).isNull();
    }

    /** A seller of so many items that understands one form and cuts pages at its own length. */
    private static Shelf shelf(int items, String form, int cut) {
        String skip = form.substring(0, form.contains("{skip}") ? form.indexOf("{skip}") : form.indexOf("{page}"));
        String name = skip.substring(Math.max(skip.lastIndexOf('&'), skip.lastIndexOf('?')) + 1);
        return query -> {
            int from = 0;
            for (String pair : query.split("&")) {
                if (pair.startsWith(name)) {
                    int value = Integer.parseInt(pair.substring(name.length()));
                    from = form.contains("{page}") ? (value - 1) * cut : value;
                }
            }
            var page = new ArrayList<Integer>();
            for (int i = from; i < Math.min(items, from + cut); i++) {
                page.add(i);
            }
            return page;
        };
    }

    @Property(tries = 200)
    void everyItemArrivesInEveryFormWhateverTheSellerCuts(@ForAll @IntRange(min = 0, max = 300) int items, @ForAll @IntRange(min = 0, max = 5) int form,
                                                          @ForAll @IntRange(min = 10, max = 120) int cut) {
        Read read = read(shelf(items, FORMS.get(form), cut), null, FORMS);

        assertThat(read.items()).hasSize(items);
        assertThat(read.verdict()).as("a page that repeats says nothing of whether there is more, unless it was turned").isIn(PageTurn.Verdict.END,
                items > 0 && items <= cut ? PageTurn.Verdict.CANNOT_TELL : PageTurn.Verdict.END);
    }

    @Test
    void theFormThatBroughtTheSecondPageIsLearned() {
        for (String form : FORMS) {
            // what the length is called, such a seller does not show
            String shown = form.replace("limit", "count").replace("per_page", "pageSize");
            assertThat(read(shelf(130, form, 50), null, FORMS).turn().honoured()).as(form).isEqualTo(shown);
        }
    }

    @Test
    void aSellerThatAlwaysShowsItsFirstFiftyIsAskedOnceInEachFormAndMayHaveMore() {
        Read read = read(shelf(50, FORMS.get(0), 50).andThen(page -> shelf(50, FORMS.get(0), 50).apply(""))::apply, null, FORMS);

        assertThat(read.items()).hasSize(50);
        assertThat(read.calls()).isLessThanOrEqualTo(FORMS.size() + 1);
        assertThat(read.verdict()).isEqualTo(PageTurn.Verdict.CANNOT_TELL);
        assertThat(read.turn().unpaged()).isTrue();
    }

    @Test
    void aSellerThatShowsAllAtOnceHasShownAll() {
        Read read = read(query -> shelf(1203, FORMS.get(0), 2000).apply(""), null, FORMS);

        assertThat(read.items()).hasSize(1203);
        assertThat(read.verdict()).isEqualTo(PageTurn.Verdict.END);
        assertThat(read(query -> shelf(1203, FORMS.get(0), 2000).apply(""), 1203L, FORMS).calls()).as("a total saves the asking").isEqualTo(1);
    }

    @Test
    void aFormThatIsRefusedGivesWayToTheNextAndAtLastToNone() {
        PageTurn turn = PageTurn.begin(FORMS);
        for (String form : FORMS) {
            assertThat(turn.page(50).form()).isEqualTo(form);
            assertThat(turn.refused(FORMS)).isEqualTo(PageTurn.Verdict.NEXT);
        }
        assertThat(turn.page(50).query()).isEmpty();
        assertThat(turn.refused(FORMS)).as("and then it ends").isNotEqualTo(PageTurn.Verdict.NEXT);
    }
}
