package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a reader of a list stands, page after page, with a seller of which nobody may know yet how it wants to be asked for a page. A
 * page that brings nothing new shows that the form was not understood; then the next form is tried, each once, so it ends with every
 * seller. A page that comes short is not taken for the last one unless it is shorter than one before: sellers cut pages as they like.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY, getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public final class PageTurn {

    /** The paging of a seller that has none. */
    static final String NONE = "none";
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
        return new Page(skip, form.contains("{page}") && length > 0 ? length : top, form);
    }

    /** Back to the first page, keeping what was found out. */
    public void restart() {
        skip = 0;
        pages = 0;
    }

    /**
     * After a page.
     *
     * @param fresh whether anything on it was not on the page before
     * @param total as the seller says, or null
     */
    public Verdict turn(int received, boolean fresh, Long total, List<String> forms) {
        if (++pages > MAX_PAGES) {
            return Verdict.CANNOT_TELL;
        }
        this.total = total;
        boolean missing = total != null && skip < total;
        if (received == 0 && missing && !honoured && (looksCut(skip) || total - skip >= SHORTEST_CUT)) {
            // it has more than it shows for this form; where pages did come or little is missing, it is the total that is wrong
            return tryAnother(forms);
        }
        if (received == 0) {
            honoured |= skip > 0;
            return Verdict.END;
        }
        if (!fresh && skip > 0) {
            return total != null && !missing ? Verdict.END : tryAnother(forms);
        }
        honoured |= skip > 0;
        boolean shorter = honoured && received < length;
        length = Math.max(length, received);
        skip += received;
        if (total != null) {
            return skip >= total ? Verdict.END : form.equals(NONE) ? tryAnother(forms) : Verdict.NEXT;
        }
        if (form.equals(NONE)) {
            return looksCut(received) ? tryAnother(forms) : Verdict.END;
        }
        return received < SHORTEST_CUT || shorter ? Verdict.END : Verdict.NEXT;
    }

    /** After the seller refused to be asked for a page in this form. */
    public Verdict refused(List<String> forms) {
        return tryAnother(forms);
    }

    private Verdict tryAnother(List<String> forms) {
        honoured = false;
        misunderstood.add(form);
        for (String other : forms) {
            if (!misunderstood.contains(other) && !other.equals(NONE)) {
                form = other;
                return Verdict.NEXT;
            }
        }
        if (skip == 0 && !misunderstood.contains(NONE)) {
            form = NONE;
            return Verdict.NEXT;
        }
        form = NONE;
        boolean missing = total != null && skip < total;
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

    public int skip() {
        return skip;
    }
}
