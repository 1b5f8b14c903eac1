package org.opendirect.gateway.doctor;

import java.util.HashSet;
import java.util.Set;
import org.opendirect.gateway.seller.dialect.CatalogSpeech;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.PageTurn;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.WireReply;

/** How the list is cut into pages: tried with pages of one, and then the whole catalogue as the gateway reads it. */
final class Paging implements Station {

    private static final String NONE = "none";
    private static final int MAX_CALLS = 400;
    private static final int FAR_BEYOND = 1000;

    private final Set<String> seen = new HashSet<>();
    private int rejected;
    private int repeated;
    private int calls;
    private boolean capped;
    private Long total;

    @Override
    public Group group() {
        return Group.PAGING;
    }

    @Override
    public String otherwise() {
        return "there is no list to look at";
    }

    @Override
    public void examine(Exam exam) {
        ProductReader.Products first = exam.stock().first;
        if (first == null || first.received() == 0) {
            return;
        }
        if (first.received() == 1) {
            Check.of(Group.PAGING).stream().filter(c -> c != Check.PAGING_WHOLE && c != Check.PAGING_TOTAL && c != Check.PAGING_REPEATS)
                    .forEach(c -> exam.notOffered(c, "there is one product only"));
        } else {
            tryPagesOfOne(exam);
        }
        readWhole(exam);
        form(exam);
    }

    private static CatalogSpeech speech(Exam exam) {
        return exam.dialect().catalog();
    }

    private static Outcome<ProductReader.Products> read(Exam exam, Page page) {
        return speech(exam).products(exam.seller().id(), exam.ask(speech(exam).list(page)));
    }

    private static void tryPagesOfOne(Exam exam) {
        String ignored = null;
        for (String form : speech(exam).pagings()) {
            if (!form.contains("{skip}") && !form.contains("{page}")) {
                continue;
            }
            if (!(read(exam, new Page(0, 1, form)) instanceof Outcome.Accepted<ProductReader.Products> one) || one.value().received() != 1) {
                ignored = ignored == null ? form : ignored;
                continue;
            }
            exam.passed(Check.PAGING_SIZE, "one product when asked for one by " + form);
            if (read(exam, new Page(1, 1, form)) instanceof Outcome.Accepted<ProductReader.Products> two && isNext(one.value(), two.value())) {
                exam.seller().learn(Choice.PAGING, form, "asked for pages of one, its second page of products brought another than the first");
                exam.passed(Check.PAGING_SECOND_PAGE, id(one.value()) + ", then " + id(two.value()));
                return;
            }
            exam.failed(Check.PAGING_SECOND_PAGE, "asked by " + form + " it gives one product, and not another one after it");
            return;
        }
        exam.notOffered(Check.PAGING_SIZE, "it gives more than one product when asked for one" + (ignored == null ? "" : " by " + ignored + " and the like"));
    }

    private static boolean isNext(ProductReader.Products one, ProductReader.Products two) {
        return two.received() == 1 && !id(one).equals(id(two));
    }

    private static String id(ProductReader.Products page) {
        return page.products().isEmpty() ? "(one that makes no sense)" : page.products().get(0).id();
    }

    /** Page by page, as the gateway does for a search; what it shows is learned as there. */
    private void readWhole(Exam exam) {
        PageTurn turn = PageTurn.begin(speech(exam).pagings());
        PageTurn.Verdict verdict = PageTurn.Verdict.NEXT;
        while (verdict == PageTurn.Verdict.NEXT && calls < MAX_CALLS && !capped) {
            calls++;
            WireReply reply = exam.ask(speech(exam).list(turn.page(exam.settings().fanOut().pageSize())));
            Outcome<ProductReader.Products> outcome = speech(exam).products(exam.seller().id(), reply);
            if (outcome instanceof Outcome.Accepted<ProductReader.Products> page) {
                boolean fresh = take(exam, page.value());
                verdict = turn.turn(page.value().received(), fresh, page.value().total(), page.value().next(),
                        speech(exam).pagings());
                learn(exam, turn);
            } else {
                boolean form = reply.status() == 400 || reply.status() == 422;
                verdict = form ? turn.refused(speech(exam).pagings()) : null;
                if (verdict != PageTurn.Verdict.NEXT) {
                    exam.failed(Check.PAGING_WHOLE, "after " + Exam.count(seen.size(), "product") + ": " + outcome.reason());
                    return;
                }
            }
        }
        conclude(exam, turn, verdict);
    }

    private boolean take(Exam exam, ProductReader.Products page) {
        int before = seen.size();
        int again = 0;
        for (Product p : page.products()) {
            capped |= seen.size() >= exam.settings().fanOut().maxProducts();
            again += !capped && !seen.add(p.id()) ? 1 : 0;
            exam.stock().products.putIfAbsent(p.id(), p);
        }
        boolean fresh = seen.size() > before;
        repeated += fresh ? again : 0;
        rejected += fresh || page.products().isEmpty() ? page.rejected() : 0;
        total = page.total() == null ? total : page.total();
        return fresh;
    }

    private static void learn(Exam exam, PageTurn turn) {
        if (turn.honoured() != null) {
            exam.seller().learn(Choice.PAGING, turn.honoured(), "its second page of products brought others than the first");
            if (!exam.hasPassed(Check.PAGING_SECOND_PAGE)) {
                exam.passed(Check.PAGING_SECOND_PAGE, "asked by " + turn.honoured());
            }
        }
    }

    private void conclude(Exam exam, PageTurn turn, PageTurn.Verdict verdict) {
        if (turn.unpaged()) {
            exam.seller().learn(Choice.PAGING, NONE, "it answered the same products however it was asked for the second page");
        }
        boolean more = total != null && total > seen.size() + rejected;
        String read = Exam.count(seen.size() + rejected, "product") + " in " + Exam.count(calls, "page");
        if (capped || verdict == PageTurn.Verdict.NEXT) {
            exam.notOffered(Check.PAGING_WHOLE, read + ", more than are looked at");
        } else if (more && turn.unpaged()) {
            exam.seller().forget(Choice.PAGING, "it has " + total + " products and showed " + seen.size());
            exam.failed(Check.PAGING_WHOLE, "it has " + total + " products and shows " + seen.size() + ", however it is asked for pages");
        } else if (verdict == PageTurn.Verdict.CANNOT_TELL) {
            exam.failed(Check.PAGING_WHOLE, turn.trouble().map(t -> t + "; " + seen.size() + " products are read")
                    .orElse("it shows these " + seen.size() + " products however it is asked for pages; it may have more"));
        } else {
            exam.passed(Check.PAGING_WHOLE, read);
        }
        exam.judge(Check.PAGING_REPEATS, repeated == 0, repeated == 0 ? "none" : Exam.count(repeated, "product") + " came again on another page");
        if (total == null || capped) {
            exam.notOffered(Check.PAGING_TOTAL, total == null ? "it does not say how many there are" : total + " products, more than are looked at");
        } else {
            exam.judge(Check.PAGING_TOTAL, total == seen.size() + rejected, total + " said, " + (seen.size() + rejected) + " read");
        }
    }

    private void form(Exam exam) {
        String form = exam.profile().get(Choice.PAGING);
        boolean known = exam.profile().knows(Choice.PAGING);
        if (exam.finding(Check.PAGING_FORM).isEmpty()) {
            exam.offered(Check.PAGING_FORM, known && !form.equals(NONE), known ? form.equals(NONE) ? "there are no pages: the list comes whole" : form
                    : "the list is too short to show it");
        }
        if (!exam.hasPassed(Check.PAGING_SECOND_PAGE) || !form.contains("{skip}") && !form.contains("{page}")) {
            return;
        }
        WireReply reply = exam.ask(speech(exam).list(new Page(seen.size() + FAR_BEYOND, exam.settings().fanOut().pageSize(), form)));
        Outcome<ProductReader.Products> outcome = speech(exam).products(exam.seller().id(), reply);
        if (outcome instanceof Outcome.Accepted<ProductReader.Products> page) {
            exam.judge(Check.PAGING_BEYOND_END, page.value().received() == 0, page.value().received() == 0 ? "empty"
                    : Exam.count(page.value().received(), "product") + " beyond the end: who reads until a page is empty never ends");
        } else {
            exam.judge(Check.PAGING_BEYOND_END, outcome instanceof Outcome.Refused<?>, outcome.reason());
        }
    }

}
