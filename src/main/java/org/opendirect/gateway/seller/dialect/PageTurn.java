package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a reader of a list stands, page after page, with a seller of which nobody may know yet how it wants to be asked for a page. A
 * page that brings nothing new shows that the form was not understood; then the next form is tried, each once, so it ends with every
 * seller. A page that comes short is not taken for the last one unless it is shorter than one before: sellers cut pages as they like.
 * Where a page names the one after it ({@link NextPage}), that is asked for as it says, and the list ends with the page that names none.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY, getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public final class PageTurn {

    /** The paging of a seller that has none. */
    static final String NONE = "none";
    /** The paging of a seller whose links are followed. */
    static final String LINK = "link";
    /** more pages than anybody's list has, so that a list that changes from page to page ends too */
    private static final int MAX_PAGES = 500;
    /** nobody cuts pages shorter than this */
    private static final int SHORTEST_CUT = 10;

    /** What follows a page. */
    public enum Verdict {
        /** ask for {@link #page} */
        NEXT,
        /** all has been seen */
        END,
        /** the seller shows the same page however it is asked, and there may be more */
        CANNOT_TELL
    }

    private int skip;
    private int pages;
    private int length;
    private String form;
    private boolean honoured;
    /** as the seller said last; null where it did not */
    private Long total;
    private final List<String> misunderstood = new ArrayList<>();
    /** what the page before has named for this one; null where it is counted */
    private String next;
    /** the forms in which what was named last may be asked for */
    private List<String> ways = List.of();
    /** the seller has said that there is more, and has not shown all of it yet */
    private boolean claimed;
    /** why a page that was named could not be followed; null for no reason */
    private String trouble;
    /** how the pages that were shown began, where the reader of the list does not keep what it has seen */
    private final List<String> firstIds = new ArrayList<>();

    private PageTurn() {
        // for the store
    }

    private PageTurn(String form) {
        this.form = form;
    }

    /** @param forms how the seller may want to be asked, the most likely first */
    public static PageTurn begin(List<String> forms) {
        return new PageTurn(forms.get(0));
    }

    public Page page(int top) {
        return new Page(skip, form.contains("{page}") && length > 0 ? length : top, form, next);
    }

    /** Back to the first page, keeping what was found out. */
    public void restart() {
        skip = 0;
        pages = 0;
        next = null;
        claimed = false;
        firstIds.clear();
    }

    /** After a page. One that begins like one before is the same again. */
    public <T> Verdict turn(PageOf<T> page, Function<T, String> id, List<String> forms) {
        String first = page.items().isEmpty() ? "" : id.apply(page.items().get(0));
        Verdict verdict = turn(page.received(), !firstIds.contains(first), page.total(), page.next(), forms);
        firstIds.add(first);
        return verdict;
    }

    /**
     * After a page, for who keeps what was seen.
     *
     * @param fresh whether anything on it was not on the page before
     * @param total as the seller says, or null
     * @param named what the page says of the one after it
     */
    public Verdict turn(int received, boolean fresh, Long total, NextPage named, List<String> forms) {
        if (++pages > MAX_PAGES) {
            trouble = "it has more than " + MAX_PAGES + " pages";
            return Verdict.CANNOT_TELL;
        }
        this.total = total;
        claimed = Boolean.TRUE.equals(named.more()) || named.follows();
        trouble = named.reason() == null ? trouble : named.reason();
        boolean again = next != null && named.follows() && named.value().equals(next);
        if (next != null && received > 0 && !fresh || received == 0 && again) {
            claimed = true;
            trouble = "the page that it names next is one that it has shown";
            return tryAnother(forms);
        }
        Optional<String> way = wayOf(named);
        if (way.isPresent()) {
            honoured |= next != null;
            count(received);
            ways = named.forms();
            form = way.get();
            next = named.value();
            return Verdict.NEXT;
        }
        if (next != null) {
            // it was led here by what the pages have named, and this one names none
            honoured = true;
            count(received);
            return claimed ? tryAnother(forms) : Verdict.END;
        }
        return counted(received, fresh, Boolean.FALSE.equals(named.more()), forms);
    }

    /** Whether pages are asked for by how much comes before them. */
    private static boolean isCounted(String form) {
        return !form.equals(LINK) && !form.contains("{cursor}");
    }

    private void count(int received) {
        length = Math.max(length, received);
        skip += received;
    }

    /** The form in which a page that is named can be asked for: the one that has brought pages, or else one that was not tried. */
    private Optional<String> wayOf(NextPage named) {
        if (!named.follows() || honoured && isCounted(form)) {
            return Optional.empty();
        }
        boolean known = form.contains("{cursor}") && named.link() == null || form.equals(LINK) && named.link() != null;
        return known ? Optional.of(form) : named.forms().stream().filter(w -> !misunderstood.contains(w)).findFirst();
    }

    /** After a page of a list whose pages are counted. */
    private Verdict counted(int received, boolean fresh, boolean saidToBeLast, List<String> forms) {
        boolean missing = claimed || total != null && skip < total;
        if (received == 0 && missing && !honoured && (claimed || looksCut(skip) || total - skip >= SHORTEST_CUT)) {
            // it has more than it shows for this form; where pages did come or little is missing, it is the total that is wrong
            return tryAnother(forms);
        }
        if (received == 0) {
            honoured |= skip > 0;
            return claimed ? Verdict.CANNOT_TELL : Verdict.END;
        }
        if (!fresh && skip > 0) {
            return total != null && !missing ? Verdict.END : tryAnother(forms);
        }
        honoured |= skip > 0;
        boolean shorter = honoured && received < length;
        count(received);
        if (saidToBeLast && (total == null || skip >= total)) {
            return Verdict.END;
        }
        if (total != null && !claimed) {
            return skip >= total ? Verdict.END : form.equals(NONE) ? tryAnother(forms) : Verdict.NEXT;
        }
        if (form.equals(NONE) || !isCounted(form)) {
            return claimed || looksCut(received) ? tryAnother(forms) : Verdict.END;
        }
        return !claimed && (received < SHORTEST_CUT || shorter) ? Verdict.END : Verdict.NEXT;
    }

    /** After a refusal, perhaps of the form in which the page was asked for: whether it is to be asked for in another. */
    public boolean retries(Outcome.Refused<?> refused, List<String> forms) {
        return refused.isMalformed() && refused(forms) == Verdict.NEXT;
    }

    /** After the seller refused to be asked for a page in this form. */
    public Verdict refused(List<String> forms) {
        claimed |= next != null;
        return tryAnother(forms);
    }

    private Verdict tryAnother(List<String> forms) {
        honoured = false;
        misunderstood.add(form);
        for (String way : next == null ? List.<String>of() : ways) {
            if (!misunderstood.contains(way)) {
                form = way;
                return Verdict.NEXT;
            }
        }
        next = null;
        for (String other : forms) {
            if (isCounted(other) && !other.equals(NONE) && !misunderstood.contains(other)) {
                form = other;
                return Verdict.NEXT;
            }
        }
        if (skip == 0 && !misunderstood.contains(NONE)) {
            form = NONE;
            return Verdict.NEXT;
        }
        form = NONE;
        boolean missing = claimed || total != null && skip < total;
        return missing || looksCut(skip) ? Verdict.CANNOT_TELL : Verdict.END;
    }

    /** A page that was cut has a round number of items. */
    private static boolean looksCut(int items) {
        return items >= SHORTEST_CUT && (items % 50 == 0 || items <= 40 && items % 5 == 0);
    }

    /** The form that brought a second page; null as long as none has. */
    public String honoured() {
        return honoured ? form : null;
    }

    /** Whether every form was tried and none brought a second page. */
    public boolean unpaged() {
        return form.equals(NONE) && !misunderstood.isEmpty();
    }

    /** Why the list may not be whole, where the seller has said that there is more; empty where it has not. */
    public Optional<String> trouble() {
        return claimed ? Optional.of(trouble == null ? "it says that there is more, however it is asked for it" : trouble) : Optional.empty();
    }

    public int skip() {
        return skip;
    }
}
