package org.opendirect.gateway.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Makes trees of what strangers have written. A number such as 1e300000000 takes eleven bytes to say, and minutes and a gigabyte to
 * count with: it stays the text that it is, which is no number to anybody.
 */
final class CountableNumbers extends JsonNodeFactory {

    private static final long serialVersionUID = 1L;
    /** before and after the point, together; no price and no count comes near it */
    private static final int MAX_DIGITS = 60;
    private static final int MAX_BITS = 200;

    static boolean isCountable(BigDecimal number) {
        return Math.abs((long) number.scale()) <= MAX_DIGITS && number.precision() <= MAX_DIGITS;
    }

    @Override
    public ValueNode numberNode(BigDecimal number) {
        return isCountable(number) ? super.numberNode(number) : textNode(number.toString());
    }

    @Override
    public ValueNode numberNode(BigInteger number) {
        return number.bitLength() <= MAX_BITS ? super.numberNode(number) : textNode(number.toString());
    }
}
