/**
 * Looks at one seller as a buyer would: a walk through the protocol that only reads, and on demand one that books a small line and
 * gives it back. What comes of it is a list of checks and the profile that was learned on the way. Promise: without the word "book"
 * nothing is changed at the seller; with it, what was made is cancelled or named. Limits: one walk a seller at a time, an end to
 * every walk, and no credential in any result. The picture is in docs/doctor.md.
 */
package org.opendirect.gateway.doctor;
