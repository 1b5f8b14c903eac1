/**
 * Campaign plans: reading and validating them in every format, planning them over all sellers, allocating budget and impressions, and
 * the campaign's life from received to booked. Promise: every fault of a plan is named at once with its path, nothing that a plan says
 * is dropped silently, and every allocation explains itself.
 */
package org.opendirect.gateway.campaign;
