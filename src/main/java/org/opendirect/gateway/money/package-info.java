/**
 * Exact money: whole micros (millionths of a currency unit), never binary floating point.
 * Promise: no sum, product or rounding here loses a micro silently; an overflow throws.
 * Limit: one amount is at most about nine trillion currency units. Imports nothing of the gateway.
 */
package org.opendirect.gateway.money;
