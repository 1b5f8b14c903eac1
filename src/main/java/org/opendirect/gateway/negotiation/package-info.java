/**
 * Prices by negotiation: strategies that decide, and sessions that remember. Promise: nothing is offered or accepted above the
 * maximum, a price that is missing, not above zero or in another currency is never accepted, and every session ends within its rounds.
 * An offer is written down before it leaves.
 */
package org.opendirect.gateway.negotiation;
