package dev.tracebridge.demo.parking;

import java.io.IOException;

/** All bytes have been handed over, but whether the other side acted on them is not known. */
public final class UnconfirmedException extends IOException {

    private static final long serialVersionUID = 1L;

    UnconfirmedException(String message, IOException cause) {
        super(message, cause);
    }
}
