package org.opendirect.gateway.doctor;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.dialect.CatalogSpeech;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.OpenDirect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.WireReply;

/** The products as the list shows them, and one by itself. */
final class Shelf implements Station {

    /** nobody has a product of this name */
    static final String NO_PRODUCT = "no-such-product-0";
    private static final String ODD_ID = "no such/product?é";

    @Override
    public Group group() {
        return Group.PRODUCTS;
    }

    @Override
    public void examine(Exam exam) {
        WireReply reply = exam.ask(speech(exam).list(Page.WHOLE));
        Outcome<ProductReader.Products> outcome = speech(exam).products(exam.seller().id(), reply);
        if (outcome instanceof Outcome.Accepted<ProductReader.Products> list) {
            list.value().shows().forEach((choice, value) -> learnOnce(exam, choice, value));
            exam.stock().first = list.value();
            list.value().products().forEach(p -> exam.stock().products.putIfAbsent(p.id(), p));
            listed(exam, list.value(), reply);
        } else {
            exam.failed(Check.PRODUCTS_LIST, outcome.reason());
        }
        sample(exam);
        single(exam);
        WireReply unknown = exam.ask(speech(exam).product(NO_PRODUCT));
        exam.judge(Check.PRODUCTS_UNKNOWN, isGone(unknown), reason(unknown));
        WireReply odd = exam.ask(speech(exam).product(ODD_ID));
        exam.judge(Check.PRODUCTS_ODD_ID, odd.status() >= 400 && odd.status() < 500, reason(odd));
    }

    private static void learnOnce(Exam exam, Choice choice, String value) {
        if (!exam.profile().knows(choice)) {
            exam.seller().learn(choice, value, "its products are written so");
        }
    }

    private static CatalogSpeech speech(Exam exam) {
        return exam.dialect().catalog();
    }

    private static void listed(Exam exam, ProductReader.Products list, WireReply reply) {
        List<Product> products = list.products();
        exam.passed(Check.PRODUCTS_LIST, Exam.count(list.received(), "product") + " in the first answer");
        exam.judge(Check.PRODUCTS_SOME, !products.isEmpty(), products.isEmpty() ? "there is nothing to buy" : products.get(0).id() + (products.size() > 1 ? ", …" : ""));
        if (list.received() == 0) {
            return;
        }
        exam.judge(Check.PRODUCTS_USABLE, list.rejected() == 0, list.rejected() == 0 ? "all of them" : list.rejected() + " of " + list.received() + " cannot be bought: "
                + String.join("; ", list.reasons()));
        long distinct = products.stream().map(Product::id).distinct().count();
        exam.judge(Check.PRODUCTS_UNIQUE, distinct == products.size(), distinct == products.size() ? "all different" : (products.size() - distinct) + " of "
                + products.size() + " stand there again");
        List<Loose> items = reply.json().map(Shelf::items).orElse(List.of());
        most(exam, Check.PRODUCTS_NAMED, items.stream().filter(i -> i.text("name", "title").isPresent()).count(), items.size(), "a name");
        most(exam, Check.PRODUCTS_PRICED, products.stream().filter(p -> p.priceMicros() != null).count(), products.size(), "a price; the others on request");
        currency(exam, items);
        List<String> strange = products.stream().filter(p -> p.rateType() == null).map(Product::id).toList();
        exam.judge(Check.PRODUCTS_RATE_TYPE, strange.isEmpty(), strange.isEmpty() ? products.stream().map(p -> p.rateType().wireName()).distinct().toList().toString()
                : "not of " + String.join(", ", strange));
        most(exam, Check.PRODUCTS_CHANNEL, products.stream().filter(p -> p.channel() != null).count(), products.size(), "a channel");
    }

    /** What some lack and need not have. */
    private static void most(Exam exam, Check check, long have, int all, String what) {
        exam.offered(check, have == all, have + " of " + all + " with " + what);
    }

    /** OpenDirect stars it; what the other kind of seller leaves out is taken for USD. */
    private static void currency(Exam exam, List<Loose> items) {
        Predicate<Loose> says = i -> i.text("currency").isPresent() || i.get("basePrice", "price").text("currency").isPresent();
        long silent = items.stream().filter(says.negate()).count();
        if (silent == 0) {
            exam.passed(Check.PRODUCTS_CURRENCY, exam.stock().products.values().stream().map(Product::currency).distinct().toList().toString());
        } else if (exam.profile().is(Choice.DIALECT, OpenDirect.NAME)) {
            exam.failed(Check.PRODUCTS_CURRENCY, silent + " of " + items.size() + " do not say theirs, which is taken for USD");
        } else {
            exam.notOffered(Check.PRODUCTS_CURRENCY, silent + " of " + items.size() + " do not say theirs; taken for USD, as this kind of seller means it");
        }
    }

    private static List<Loose> items(Loose json) {
        return json.node().isArray() ? json.items() : json.items("products", "items", "results", "data");
    }

    /** The product that was asked for, or the cheapest. */
    private static void sample(Exam exam) {
        Stock stock = exam.stock();
        String wanted = exam.errand().productId();
        stock.sample = wanted.isEmpty() ? stock.cheapest().orElse(null) : stock.products.get(wanted);
    }

    private static void single(Exam exam) {
        Stock stock = exam.stock();
        String id = stock.sample != null ? stock.sample.id() : exam.errand().productId();
        if (id.isEmpty()) {
            return;
        }
        Outcome<Product> outcome = speech(exam).product(exam.seller().id(), exam.ask(speech(exam).product(id)));
        if (!(outcome instanceof Outcome.Accepted<Product> one)) {
            exam.failed(Check.PRODUCTS_ONE, id + ": " + outcome.reason());
            return;
        }
        boolean itself = one.value().id().equals(id);
        exam.judge(Check.PRODUCTS_ONE, itself, itself ? id : "asked for " + id + ", it answered " + one.value().id());
        if (itself && stock.sample != null) {
            boolean same = Objects.equals(stock.sample.priceMicros(), one.value().priceMicros()) && stock.sample.currency().equals(one.value().currency());
            exam.judge(Check.PRODUCTS_SAME, same, price(one.value()) + (same ? "" : " by itself, " + price(stock.sample) + " in the list"));
        }
        if (itself) {
            stock.products.putIfAbsent(id, one.value());
            stock.sample = one.value();
        }
    }

    static String price(Product p) {
        return p.priceMicros() == null ? "no price" : new Money(p.priceMicros(), p.currency()) + (p.rateType() == null ? "" : " " + p.rateType().wireName());
    }

    /** Said not to exist. */
    static boolean isGone(WireReply reply) {
        return reply.status() == 404 || reply.status() == 410;
    }

    static String reason(WireReply reply) {
        return reply.ok() ? "HTTP " + reply.status() + " for what does not exist" : reply.reason();
    }

    static Optional<Product> sampleOf(Exam exam) {
        return Optional.ofNullable(exam.stock().sample);
    }
}
