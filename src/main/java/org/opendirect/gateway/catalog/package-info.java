/**
 * Search and avails over all sellers at once. Promise: one deadline, an entry for every seller asked, and "no answer" never looks
 * like "no inventory". Limits: {@code gateway.fan-out.*}.
 */
package org.opendirect.gateway.catalog;
