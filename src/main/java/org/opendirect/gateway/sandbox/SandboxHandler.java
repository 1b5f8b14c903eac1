package org.opendirect.gateway.sandbox;

/** Answers calls in one dialect. */
interface SandboxHandler {

    /** {@link Answer#NONE} closes the connection; may take long, where a fault asks for it. */
    Answer answer(SandboxCall call);
}
