package dev.tracebridge.demo.relay;

import dev.tracebridge.demo.analysis.StreamSummary;

/**
 * What passed over one connection.
 *
 * @param kind what the source sent on it
 * @param forward bytes from the source
 * @param backward bytes from the destination
 * @param forwardDecoded how many of the former were understood
 * @param backwardDecoded how many of the latter were understood
 * @param complete whether the stream came to the end of its sections
 * @param confirmed whether the destination said that it has taken the machine over
 * @param trouble what could not be understood; empty if nothing
 * @param failure what broke the connection; empty if it was closed in order
 * @param summary the stream in figures
 */
public record ConnectionReport(
        ChannelKind kind,
        long forward,
        long backward,
        long forwardDecoded,
        long backwardDecoded,
        boolean complete,
        boolean confirmed,
        String trouble,
        String failure,
        StreamSummary summary) {

    /** Bytes of both directions that were passed on and not understood. */
    public long undecoded() {
        return forward + backward - forwardDecoded - backwardDecoded;
    }
}
