/**
 * The sellers and the one way out to them. Promise: every call leaves through {@link org.opendirect.gateway.seller.SellerRoutes},
 * with the seller's own credential and nothing of the caller's request, ends by its deadline, and is never repeated by itself.
 */
package org.opendirect.gateway.seller;
