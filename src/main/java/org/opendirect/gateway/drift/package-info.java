/**
 * Compares what the sellers hold with what we believe they hold, for every account that we order under (docs/safety.md). Promise: it
 * only reads; what bears no key of ours is reported and never touched, and what does is touched only by a person's decision or a rule
 * in the settings.
 */
package org.opendirect.gateway.drift;
