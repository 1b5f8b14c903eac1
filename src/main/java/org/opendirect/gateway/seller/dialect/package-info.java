/**
 * How sellers speak: pure functions, request out and reply in. No state, no I/O, nothing of Camel or Spring. Readers take what any
 * known seller sends (facts/opendirect-2.1.md, facts/iab-seller-agent.md); writers say one form exactly.
 */
package org.opendirect.gateway.seller.dialect;
