/**
 * Who acts for what: campaigns and bookings are claimed with an owner, an epoch and a lease, and every write of the owner is fenced by
 * its epoch (design: booking protocol, rule 10). Promise: never two owners whose writes both count. The queue is the database; the
 * in-memory bell only shortens the wait.
 */
package org.opendirect.gateway.work;
