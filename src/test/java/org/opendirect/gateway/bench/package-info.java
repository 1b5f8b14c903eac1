/**
 * The booking benchmark behind {@code bench/booking}: a whole packaged gateway in a process of its own, a seller that costs next to
 * nothing, and SQLite or a PostgreSQL that syncs as it does by default. Promise: what is counted is read from the seller's side and from
 * the databases themselves, never from the gateway; every wait has an end; every process that is started is ended. Limits: all of it
 * shares the machine, so the cost of seller, caller and database counts against the gateway.
 */
package org.opendirect.gateway.bench;
