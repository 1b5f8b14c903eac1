/**
 * The database: one SQLite file, or PostgreSQL. Promise: what {@link org.opendirect.gateway.store.Store#write} has returned from
 * survives a killed process and, with the defaults, a lost power supply (WAL, synchronous=FULL). SQL stays in the packages that own
 * the rows; here are connections, transactions and the schema of both databases.
 */
package org.opendirect.gateway.store;
