/**
 * Delivery of booked lines, read from their sellers when asked for. Nothing is kept; what a seller does not report does not appear.
 */
package org.opendirect.gateway.stats;
