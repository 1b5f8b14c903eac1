/**
 * The record of what has left the gateway (booking protocol, rule 11): one row for every call of a step, written once, never changed,
 * which the database itself enforces. Promise: requests and answers are kept as hashes, so no credential and no content is in it.
 */
package org.opendirect.gateway.audit;
