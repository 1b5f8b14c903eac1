/**
 * The benchmarks: of booking behind {@code bench/booking}, of large campaigns behind {@code bench/campaign}, of searches over many
 * sellers behind {@code bench/run}. A whole packaged gateway in a process of its own, and sellers that cost next to nothing; for booking
 * SQLite or a PostgreSQL that syncs as it does by default, for campaigns SQLite, for searches the same fan-out written by hand, as the
 * control. Promise: what is counted is read from the seller's side, from
 * the caller's, from the databases themselves and from the kernel, never from the gateway; every wait has an end; every process that is
 * started is ended. Limits: all of it shares the machine, so the cost of seller, caller and database counts against the gateway.
 */
package org.opendirect.gateway.bench;
