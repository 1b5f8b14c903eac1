package org.opendirect.gateway.campaign;

import java.util.List;

/**
 * Negotiations of a plan that begin together.
 *
 * @param ids    of the negotiations
 * @param repeat whether others may follow once these have ended
 */
public record NegotiationBatch(List<String> ids, boolean repeat) {
}
