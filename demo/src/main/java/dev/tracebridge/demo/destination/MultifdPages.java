package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;

/** What becomes of the pages that come in packets. Called by the threads of all channels, each for packets of its own. */
@FunctionalInterface
public interface MultifdPages {

    /**
     * Takes the pages of a packet, of which there is at least one.
     *
     * @param position where the packet begins on its channel, for errors
     * @param packet the packet's head
     * @param input gives the bytes of its normal pages, all of which must be read
     */
    void take(long position, MultifdPacket packet, StreamInput input) throws IOException;
}
