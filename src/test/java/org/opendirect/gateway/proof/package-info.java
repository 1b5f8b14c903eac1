/**
 * The proof that a booking is neither lost nor doubled nor paid too dear (docs/safety.md): faults at every step, random ones by seed,
 * kill -9 at named points, several gateways, a database that goes away; and bugs planted on purpose, to see that the proof finds them.
 * What counts is the sandbox seller's own ledger and what went over the wire, never the gateway's tables.
 */
package org.opendirect.gateway.proof;
