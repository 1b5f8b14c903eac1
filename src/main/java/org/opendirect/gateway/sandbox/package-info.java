/**
 * Three sellers to try and test with: real HTTP servers with a ledger, an inventory, holds that expire and prices that give way, and
 * magic products that make faults on demand. Imports nothing of the gateway, and no gateway code knows it; they meet on the wire.
 * Each speaks one {@link org.opendirect.gateway.sandbox.SandboxDialect}, strictly, so that it is a contract partner for those who speak
 * it too: the forms of OpenDirect are translated to one, the seller agent's calls stand beside it, and both are kept in the same books.
 * The ledger of each is a file to which every change is appended, so that a killed process forgets nothing.
 */
package org.opendirect.gateway.sandbox;
