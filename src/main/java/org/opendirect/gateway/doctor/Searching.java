package org.opendirect.gateway.doctor;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.dialect.CatalogSpeech;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.SearchQuestion;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** Whether it searches, asked in the gateway's words. What it does not do, the gateway does with the list. */
final class Searching implements Station {

    /** a search that found so many, and all there are, shows that it does not cut what it finds */
    private static final int MAY_BE_CUT = 20;

    @Override
    public Group group() {
        return Group.SEARCH;
    }

    @Override
    public String otherwise() {
        return "it does not search; the gateway reads the list instead";
    }

    @Override
    public void examine(Exam exam) {
        String channel = channel(exam);
        Optional<WireRequest> search = speech(exam).search(new SearchQuestion(Map.of("channel", channel)), Page.WHOLE);
        if (search.isEmpty()) {
            exam.notOffered(Check.SEARCH_SERVED, exam.profile().chosen(Choice.SEARCH).map(Profile.Chosen::evidence).filter(e -> !e.isEmpty())
                    .orElse("this kind of seller has no search"));
            return;
        }
        WireReply reply = exam.ask(search.get());
        Outcome<ProductReader.Products> outcome = speech(exam).products(exam.seller().id(), reply);
        if (outcome instanceof Outcome.Accepted<ProductReader.Products> found) {
            exam.passed(Check.SEARCH_SERVED, "POST /products/search");
            exam.passed(Check.SEARCH_UNDERSTOOD, "channel " + channel + ": " + Exam.count(found.value().received(), "product"));
            finds(exam, channel, found.value());
            price(exam);
        } else if (reply.notServed()) {
            exam.seller().learn(Choice.SEARCH, "none", "POST /products/search answered " + reply.reason());
            exam.notOffered(Check.SEARCH_SERVED, reply.reason());
        } else if (reply.isMalformed()) {
            exam.seller().learn(Choice.SEARCH, "none", "POST /products/search answered " + reply.reason());
            exam.passed(Check.SEARCH_SERVED, "POST /products/search answered HTTP " + reply.status());
            exam.notOffered(Check.SEARCH_UNDERSTOOD, reply.reason() + "; the gateway reads the list instead");
        } else {
            exam.failed(Check.SEARCH_SERVED, outcome.reason());
        }
    }

    private static CatalogSpeech speech(Exam exam) {
        return exam.dialect().catalog();
    }

    /** The one that most products are of. */
    private static String channel(Exam exam) {
        return exam.stock().products.values().stream().map(Product::channel).filter(Objects::nonNull)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())).entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder()))).map(Map.Entry::getKey)
                .orElse("display");
    }

    private static void finds(Exam exam, String channel, ProductReader.Products found) {
        List<Product> listed = exam.stock().products.values().stream().filter(p -> channel.equals(p.channel())).toList();
        List<String> ids = found.products().stream().map(Product::id).toList();
        long missing = listed.stream().filter(p -> !ids.contains(p.id())).count();
        exam.offered(Check.SEARCH_FINDS, missing == 0, listed.isEmpty() ? "the list shows none" : missing == 0 ? "all " + listed.size() + " of the list"
                : missing + " of " + listed.size() + " were not in the answer; the gateway reads the list as well");
        if (missing > 0) {
            exam.seller().learn(Choice.SEARCH, "partial", "its list has " + Exam.count(missing, "product")
                    + " that its search for the channel " + channel + " did not find");
        }
        if (missing == 0 && found.received() >= MAY_BE_CUT) {
            exam.seller().learn(Choice.SEARCH, "whole", "its list has nothing that fits beside the " + found.products().size() + " products of its search");
        }
        List<String> dearer = found.products().stream().filter(p -> exam.stock().products.containsKey(p.id()))
                .filter(p -> !Objects.equals(exam.stock().products.get(p.id()).priceMicros(), p.priceMicros())).map(Product::id).toList();
        if (found.products().isEmpty()) {
            exam.notOffered(Check.SEARCH_SAME, "nothing was found");
        } else {
            exam.judge(Check.SEARCH_SAME, dearer.isEmpty(), dearer.isEmpty() ? "all that were found" : "not " + String.join(", ", dearer));
        }
    }

    private static void price(Exam exam) {
        Optional<Long> cheapest = exam.stock().cheapest().map(Product::priceMicros);
        if (cheapest.isEmpty()) {
            return;
        }
        Optional<WireRequest> search = speech(exam).search(new SearchQuestion(Map.of("maxPrice", Money.toAmount(cheapest.get()))), Page.WHOLE);
        if (search.isEmpty()) {
            return;
        }
        Outcome<ProductReader.Products> outcome = speech(exam).products(exam.seller().id(), exam.ask(search.get()));
        if (outcome instanceof Outcome.Accepted<ProductReader.Products> found) {
            long above = found.value().products().stream().filter(p -> p.priceMicros() != null && p.priceMicros() > cheapest.get()).count();
            exam.offered(Check.SEARCH_PRICE, above == 0, "at most " + Money.toAmount(cheapest.get()).toPlainString() + ": " + Exam.count(found.value().received(), "product")
                    + (above == 0 ? "" : ", " + above + " of them above it; the gateway leaves those out"));
        } else {
            exam.notOffered(Check.SEARCH_PRICE, outcome.reason());
        }
    }
}
