/**
 * The one JSON mapper, and the tolerant reader of what sellers send: names without regard to case or underscores, numbers as text,
 * dates with and without zone. A strange value reads as absent, never as an exception. Imports nothing of the gateway but money.
 */
package org.opendirect.gateway.json;
