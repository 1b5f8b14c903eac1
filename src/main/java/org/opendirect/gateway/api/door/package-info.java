/**
 * Who comes in, and who is told at once that there is no place. Promise: turning a request away costs a small part of what serving it
 * does, so that many more requests than can be served do not keep the gateway from serving those that it has let in. Limits:
 * {@code gateway.api.searches} and {@code gateway.api.requests}.
 */
package org.opendirect.gateway.api.door;
