/**
 * The OpenDirect gateway: internal systems in front, sellers that speak OpenDirect 2.1 behind. The flows are in {@code routes/}; the
 * packages below hold what the flows call: a route says the order of things, a bean decides, a dialect translates.
 */
package org.opendirect.gateway;
