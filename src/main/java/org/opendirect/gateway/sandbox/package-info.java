/**
 * Three sellers to try and test with: real HTTP servers with a ledger, an inventory, holds that expire and prices that give way, and
 * magic products that make faults on demand. Imports nothing of the gateway, and no gateway code knows it; they meet on the wire.
 * The ledger of each is a file to which every change is appended, so that a killed process forgets nothing.
 */
package org.opendirect.gateway.sandbox;
