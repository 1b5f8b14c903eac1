package org.opendirect.gateway.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.catalog.SellerEntry.Verdict;
import org.opendirect.gateway.seller.dialect.OpenDirectDialect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/**
 * One seller's part of a search: {@code POST /products/search}, or, when the seller does not serve it or does not understand the
 * question, the whole list page by page, filtered here.
 */
final class SearchReading extends Reading {

    private final Criteria criteria;
    private final int pageSize;
    private final int maxProducts;
    private boolean listing;
    private boolean done;
    private int skip;
    private final Map<String, Product> products = new LinkedHashMap<>();
    private int rejected;
    private boolean capped;
    private final List<String> reasons = new ArrayList<>();

    /** With null criteria it reads the list. */
    SearchReading(String seller, Criteria criteria, long deadline, int pageSize, int maxProducts) {
        super(seller, deadline);
        this.criteria = criteria;
        this.pageSize = pageSize;
        this.maxProducts = maxProducts;
        this.listing = criteria == null;
    }

    @Override
    Optional<WireRequest> ask() {
        if (done) {
            return Optional.empty();
        }
        return Optional.of(listing ? OpenDirectDialect.listProducts(skip, pageSize) : OpenDirectDialect.searchProducts(criteria.forSeller()));
    }

    @Override
    void take(WireReply reply) {
        Outcome<ProductReader.Products> outcome = OpenDirectDialect.products(seller(), reply);
        if (outcome instanceof Outcome.Accepted<ProductReader.Products> accepted) {
            takeItems(accepted.value(), reply);
        } else if (!listing && (reply.notServed() || reply.status() == 400 || reply.status() == 422)) {
            listing = true;
        } else {
            end(SellerEntry.verdict(reply));
        }
    }

    private void takeItems(ProductReader.Products page, WireReply reply) {
        int before = products.size();
        for (Product p : page.products()) {
            if (products.size() >= maxProducts) {
                capped = true;
                break;
            }
            products.putIfAbsent(p.id(), p);
        }
        rejected += page.rejected();
        page.reasons().stream().filter(r -> reasons.size() < 3).forEach(reasons::add);
        int received = page.products().size() + page.rejected();
        skip += received;
        boolean nothingNew = products.size() == before;
        done = !listing || capped || received == 0 || nothingNew || isLastPage(received, reply);
        if (done) {
            end(Verdict.FINE);
        }
    }

    /** The seller's own total decides where it gives one; else a page that is not full is the last. */
    private boolean isLastPage(int received, WireReply reply) {
        Optional<Long> total = reply.json().flatMap(j -> j.whole("total", "totalCount", "totalRecords")
                .or(() -> j.get("paging").whole("totalRecords", "total")));
        return total.map(t -> skip >= t).orElse(received < pageSize);
    }

    /** What fits, in the seller's order. */
    List<Product> products() {
        return products.values().stream().filter(p -> criteria == null || criteria.fits(p)).toList();
    }

    boolean capped() {
        return capped;
    }

    SellerEntry entry(int items) {
        Verdict v = verdict();
        return new SellerEntry(seller(), v.status(), items, elapsedMs(), v.problem(), rejected == 0 ? null : rejected,
                reasons.isEmpty() ? null : reasons);
    }
}
