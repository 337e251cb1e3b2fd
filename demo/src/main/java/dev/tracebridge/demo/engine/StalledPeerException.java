package dev.tracebridge.demo.engine;

import java.io.IOException;
import java.time.Duration;

/** The other side has neither sent nor taken anything for too long. */
public final class StalledPeerException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Names the peer that stalled.
     *
     * @param doing what did not happen: {@code came} or {@code was taken}
     * @param timeout for how long
     */
    public StalledPeerException(String peer, String doing, Duration timeout) {
        super(peer + " has stalled: nothing " + doing + " for " + timeout.toMillis() / 1000.0 + " s");
    }
}
