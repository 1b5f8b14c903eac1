package org.opendirect.gateway.sandbox;

import java.util.Set;

/**
 * The choices that make a dialect of OpenDirect (facts/opendirect-2.1.md section 10).
 *
 * @param shapes       what products, avails, stats and refusals look like
 * @param words        how properties are written
 * @param paging       how lists are cut into pages
 * @param flags        whether an action is a value-less flag, {@code ?reserve}; else it is {@code ?action=reserve}
 * @param verbs        the methods that act on a line
 * @param searchStatus 200 where {@code POST /products/search} is served, else what is answered instead
 */
record OpenDirectForm(Shapes shapes, Words words, Paging paging, boolean flags, Set<String> verbs, int searchStatus) {
}
