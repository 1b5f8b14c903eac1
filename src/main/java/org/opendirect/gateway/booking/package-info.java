/**
 * Orders and lines at sellers: the state machine, the journal, the resolver and the budget (docs/booking.md). Promise: an intent is
 * durable before its call leaves; an outcome that is not known is found out by reading, never by sending again blindly; money is held
 * before it is committed. The machines are plain decisions over a row and a reply; the steps run them inside transactions.
 */
package org.opendirect.gateway.booking;
