/**
 * Every setting of the gateway with its default, checked once at start. A wrong one stops the start with one line that names the
 * property, its value and what is allowed; the value of a secret is never shown. Imports nothing of the gateway but money.
 */
package org.opendirect.gateway.settings;
