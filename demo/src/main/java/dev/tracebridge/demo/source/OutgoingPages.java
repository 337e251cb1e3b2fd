package dev.tracebridge.demo.source;

import dev.tracebridge.demo.stream.StreamOutput;
import java.io.IOException;

/**
 * Pages of one block, by numbers of their own, that are read where they are when their packet is sent: by a channel's
 * thread, at any time between {@link MultifdSender#add} and the end of the next {@link MultifdSender#sync}.
 */
public interface OutgoingPages {

    /** The name of the block. */
    String block();

    /** The page's first byte in its block. */
    long offset(int page);

    /** Whether the page holds zeros only. */
    boolean isZero(int page);

    /** Writes the bytes of the page. */
    void write(int page, StreamOutput output) throws IOException;
}
