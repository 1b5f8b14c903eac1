package org.opendirect.gateway.api;

import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.money.Money;

/**
 * What {@code POST /bookings} asks for.
 *
 * @param ceiling what it may cost at most: its budget, else what its lines cost together
 */
public record BookingRequest(NewOrder order, Money ceiling) {
}
