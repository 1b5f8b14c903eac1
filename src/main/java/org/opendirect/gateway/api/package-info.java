/**
 * What every endpoint shares: answers and problems as JSON, idempotency keys, limits on what comes in, the event stream, readiness.
 * Looks at the capability packages; none of them looks at it.
 */
package org.opendirect.gateway.api;
