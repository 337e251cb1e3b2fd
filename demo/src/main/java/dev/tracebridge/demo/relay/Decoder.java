package dev.tracebridge.demo.relay;

import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;

/**
 * Reads a feed for as long as it understands it. Whatever goes wrong ends only the reading: what is left is counted.
 *
 * <p>Runs on one thread; what it has found is to be asked for after it has ended, on any thread.
 */
abstract class Decoder implements Runnable {

    private final Feed feed;
    private volatile long decoded;
    private volatile String trouble;

    Decoder(Feed feed) {
        this.feed = feed;
    }

    /** Reads to the end; {@link #reached} after each part that was understood. */
    abstract void decode(StreamInput input) throws IOException;

    /** Everything before this offset has been understood. */
    final void reached(long offset) {
        decoded = offset;
    }

    /** Bytes understood. */
    final long decoded() {
        return decoded;
    }

    /** Why the reading ended early; null if it did not. */
    final String trouble() {
        return trouble;
    }

    @Override
    public final void run() {
        try (StreamInput input = StreamInput.of(feed)) {
            decode(input);
        } catch (IOException e) {
            trouble = feed.overflowed() ? "the decoder could not keep up" : e.getMessage();
        } catch (RuntimeException e) {
            trouble = "a fault of the decoder: " + e;
        }
    }
}
