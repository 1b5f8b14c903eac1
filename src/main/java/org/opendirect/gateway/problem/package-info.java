/**
 * What is said when something cannot be done: RFC 9457 problems, and the reader of JSON that collects every problem of a document
 * at once, each with its JSON Pointer. Imports nothing of Camel, Spring or the rest of the gateway but money.
 */
package org.opendirect.gateway.problem;
