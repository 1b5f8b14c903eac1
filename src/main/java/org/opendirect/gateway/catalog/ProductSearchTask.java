package org.opendirect.gateway.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendirect.gateway.catalog.SellerEntry.Verdict;
import org.opendirect.gateway.seller.Acquaintance;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.dialect.CatalogSpeech;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.PageTurn;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.SearchQuestion;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/**
 * One seller's part of a search: {@code POST /products/search}, or, where the seller does not serve it, does not understand the
 * question, or answers only a part of what it found, the whole list page by page, filtered here. What a search finds is held against
 * the list until that has shown that searches of its kind leave nothing out.
 */
final class ProductSearchTask extends SellerReadTask<ProductSearchTask.Part> {

    /** an answer of as many products may be the first page of more */
    private static final int MAY_BE_CUT = 20;

    private final Seller seller;
    private final Criteria criteria;
    private final SearchQuestion question;
    private final int pageSize;
    private final int maxProducts;
    private final CatalogCache cache;
    private final KnownAnswers known;
    private final ComparedSearches compared;
    private final Set<String> foundBySearch = new HashSet<>();
    private final Map<String, Product> products = new LinkedHashMap<>();
    /** what came in the pages of the list, or of the search, so far */
    private final Set<String> seen = new HashSet<>();
    private final List<String> reasons = new ArrayList<>();
    private Acquaintance acquaintance;
    private boolean searching;
    private PageTurn turn;
    private int rejected;
    /** what the search had of it, before the list was read; the list may have the same ones, or none */
    private int rejectedBySearch;
    private List<String> reasonsOfSearch = List.of();
    private boolean capped;
    private String note;
    private CatalogCache.Entry cached;
    /** the seller's own search has come to its end, so of its list only what certainly fits is added */
    private boolean strictChannelMatch;
    /** the search was answered; the list is read to see whether there is more */
    private boolean searched;
    private int found;

    /** With null criteria, and no question, it reads the list. */
    ProductSearchTask(Seller seller, Criteria criteria, SearchQuestion question, long deadline, boolean spare, int pageSize, int maxProducts, CatalogCache cache,
                  KnownAnswers known, ComparedSearches compared) {
        super(seller.id(), deadline, spare);
        this.seller = seller;
        this.criteria = criteria;
        this.question = question;
        this.pageSize = pageSize;
        this.maxProducts = maxProducts;
        this.cache = cache;
        this.known = known;
        this.compared = compared;
        this.acquaintance = !seller.isStranger() ? null : seller.isUp() ? new Acquaintance(seller) : Acquaintance.withCard(seller);
        this.searching = criteria != null;
    }

    @Override
    Optional<WireRequest> nextCall() {
        if (acquaintance != null) {
            Optional<WireRequest> question = acquaintance.next();
            if (question.isPresent()) {
                return question;
            }
            acquaintance = null;
            if (!seller.usable()) {
                end(ProductSearchService.incompatibility(seller));
                return Optional.empty();
            }
            if (seller.isNoSeller()) {
                end(new Verdict("error", seller.problem()));
                return Optional.empty();
            }
        }
        if (searching) {
            Optional<WireRequest> search = speech().search(question, turn == null ? Page.WHOLE : turn.page(pageSize));
            if (search.isPresent()) {
                return search;
            }
            searching = false;
        }
        if (turn == null) {
            cached = cache.of(seller()).orElse(null);
            if (cached != null) {
                cached.products().forEach(p -> products.put(p.id(), p));
                rejected = cached.rejected();
                reasons.addAll(cached.reasons());
                note = cached.note();
                compare(note == null);
                return Optional.empty();
            }
            turn = PageTurn.begin(speech().pagings());
        }
        return Optional.of(speech().list(turn.page(pageSize)));
    }

    @Override
    void read(WireReply reply) {
        if (acquaintance != null) {
            boolean toBeHeard = seller.isUp();
            acquaintance.hear(reply);
            if (!toBeHeard && !reply.answered()) {
                // it was not there before, and is not now
                end(SellerEntry.verdict(reply));
            }
            return;
        }
        Outcome<ProductReader.Products> outcome = known.read(seller(), seller.dialect(), reply);
        if (outcome instanceof Outcome.Accepted<ProductReader.Products> accepted) {
            accepted.value().shows().forEach((choice, value) -> learnOnce(choice, value, Profile.Chosen.READ_OFF_PRODUCTS));
            takeItems(accepted.value());
        } else if (searching && (reply.notServed() || reply.status() == 400 || reply.status() == 422)) {
            seller.learn(Choice.SEARCH, "none", "POST /products/search answered " + reply.reason());
            list();
        } else if (!searching && (reply.status() == 400 || reply.status() == 422) && turn.refused(speech().pagings()) == PageTurn.Verdict.NEXT) {
            note = null;
        } else {
            end(searched ? unchecked(reply) : SellerEntry.verdict(reply));
        }
    }

    /** The search was answered and the list was not: what was found is the answer. */
    private Verdict unchecked(WireReply reply) {
        if (reply.notServed() && (found > 0 || criteria.channel() == null || !strictChannelMatch)) {
            seller.learn(Choice.SEARCH, "whole", "it serves no list beside its search (" + reply.reason() + ")");
            compared.leftNothingOut(seller(), criteria);
        } else {
            note = "its list could not be read to see whether its search leaves anything out: " + reply.reason();
        }
        return Verdict.FINE;
    }

    /** What was found by the search counts, also when there was no time to see whether it was all. */
    @Override
    TaskResult<Part> onTimeout(Part part, long elapsedMs) {
        return part != null && part.searched ? new TaskResult<>(Verdict.FINE, part.cutShort(), elapsedMs) : super.onTimeout(part, elapsedMs);
    }

    private void learnOnce(Choice choice, String value, String evidence) {
        if (!seller.profile().knows(choice)) {
            seller.learn(choice, value, evidence);
        }
    }

    /** From the search to the list. */
    private void list() {
        searching = false;
        turn = null;
        seen.clear();
        rejected = 0;
        reasons.clear();
    }

    private void takeItems(ProductReader.Products page) {
        int before = seen.size();
        for (Product p : page.products()) {
            if (products.size() >= maxProducts && !products.containsKey(p.id())) {
                capped = true;
                break;
            }
            seen.add(p.id());
            products.putIfAbsent(p.id(), p);
            if (searching) {
                foundBySearch.add(p.id());
            }
        }
        boolean fresh = seen.size() > before;
        if (fresh || page.products().isEmpty()) {
            rejected += page.rejected();
            page.reasons().stream().filter(r -> reasons.size() < 3).forEach(reasons::add);
        }
        if (capped) {
            end(Verdict.FINE);
        } else if (searching) {
            onSearchPage(page, fresh);
        } else {
            onListPage(page, fresh);
        }
    }

    private void onSearchPage(ProductReader.Products page, boolean fresh) {
        boolean first = turn == null;
        if (first) {
            turn = PageTurn.begin(speech().pagings());
        }
        boolean named = page.next().follows() || Boolean.TRUE.equals(page.next().more());
        boolean whole = !named && (page.received() == 0 || page.total() != null && seen.size() + rejected >= page.total()
                || first && (page.received() < MAY_BE_CUT || seller.profile().is(Choice.SEARCH, "whole")));
        PageTurn.Verdict verdict = whole ? PageTurn.Verdict.END : fresh || page.received() == 0
                ? turn.turn(page.received(), fresh, page.total(), page.next(), speech().pagings()) : null;
        if (verdict == null || verdict == PageTurn.Verdict.CANNOT_TELL) {
            // its search shows one page only, and there may be more
            completeFromList(false);
        } else if (verdict == PageTurn.Verdict.END && leavesNothingOut()) {
            end(Verdict.FINE);
        } else if (verdict == PageTurn.Verdict.END) {
            completeFromList(true);
        }
    }

    /** What can be targeted, the seller alone knows. */
    private boolean leavesNothingOut() {
        return !criteria.targeting().isEmpty()
                || !seller.profile().is(Choice.SEARCH, "partial") && compared.leaveNothingOut(seller(), criteria);
    }

    private void completeFromList(boolean searchIsWhole) {
        strictChannelMatch = searchIsWhole;
        searched = true;
        found = products().size();
        rejectedBySearch = rejected;
        reasonsOfSearch = List.copyOf(reasons);
        list();
    }

    /** Keeps what the list has shown of the search. */
    private void compare(boolean listIsWhole) {
        int leftOut = products().size() - found;
        if (!searched) {
            return;
        }
        if (strictChannelMatch && leftOut > 0) {
            seller.learn(Choice.SEARCH, "partial", "its list has " + leftOut + (leftOut == 1 ? " product that fits" : " products that fit")
                    + " and that its search did not find" + (criteria.channel() == null ? "" : ", for the channel " + criteria.channel()));
        } else if (listIsWhole) {
            compared.leftNothingOut(seller(), criteria);
        }
        if (!strictChannelMatch && leftOut == 0 && !seller.profile().is(Choice.SEARCH, "partial")) {
            seller.learn(Choice.SEARCH, "whole", "its list has nothing that fits beside the " + found + " products of its search");
        }
    }

    private void onListPage(ProductReader.Products page, boolean fresh) {
        PageTurn.Verdict verdict = turn.turn(page.received(), fresh, page.total(), page.next(), speech().pagings());
        if (turn.honoured() != null) {
            seller.learn(Choice.PAGING, turn.honoured(), "a second page of its products, asked for so, brought others than the first");
        }
        if (verdict == PageTurn.Verdict.NEXT) {
            return;
        }
        if (turn.unpaged()) {
            seller.learn(Choice.PAGING, "none", "it answered the same products however it was asked for the second page");
        }
        boolean more = page.total() != null && page.total() > seen.size() + rejected;
        if (verdict == PageTurn.Verdict.CANNOT_TELL || more && turn.unpaged()) {
            note = more ? "the seller has " + page.total() + " products and shows " + seen.size() + ", however it is asked for pages"
                    : turn.trouble().map(t -> seen.size() + " products are read, and there may be more: " + t)
                    .orElse("the seller shows these " + seen.size() + " products however it is asked for pages; it may have more");
            if (more) {
                seller.forget(Choice.PAGING, "it has " + page.total() + " products and showed " + seen.size());
            }
        }
        compare(note == null);
        cache.put(seller(), new CatalogCache.Entry(products.values().stream().filter(p -> seen.contains(p.id())).toList(), rejected, List.copyOf(reasons), note, System.nanoTime()));
        end(Verdict.FINE);
    }

    private CatalogSpeech speech() {
        return seller.dialect().catalog();
    }

    /** What fits, in the seller's order. */
    private List<Product> products() {
        return products.values().stream().filter(p -> criteria == null || criteria.fits(p)
                && (!strictChannelMatch || foundBySearch.contains(p.id()) || criteria.certainlyFits(p))).toList();
    }

    @Override
    Part part() {
        List<String> why = reasons.isEmpty() ? reasonsOfSearch : List.copyOf(reasons);
        return new Part(products(), capped, searched, Math.max(rejected, rejectedBySearch), why.isEmpty() ? null : why, note,
                cached == null ? null : cached.ageMs());
    }

    /**
     * What was found so far.
     *
     * @param products what fits, in the seller's order
     * @param capped   whether there were more than are read
     * @param searched whether a search was answered
     */
    record Part(List<Product> products, boolean capped, boolean searched, int rejected, List<String> reasons, String note, Long ageMs) {
        private static final Part NOTHING = new Part(List.of(), false, false, 0, null, null, null);

        private Part cutShort() {
            return new Part(products, capped, true, rejected, reasons, "there was no time to read its list to see whether its search leaves anything out", ageMs);
        }
    }

    /** Its part of the answer. */
    Found found() {
        TaskResult<Part> result = result();
        Part part = result.part() == null ? Part.NOTHING : result.part();
        return new Found(part, new SellerEntry(seller(), result.verdict().status(), part.products.size(), result.elapsedMs(), result.verdict().problem(),
                part.rejected == 0 ? null : part.rejected, part.reasons, part.note, part.ageMs));
    }

    record Found(Part part, SellerEntry entry) {
    }
}
