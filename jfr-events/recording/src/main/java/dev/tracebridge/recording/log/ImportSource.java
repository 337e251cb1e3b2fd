package dev.tracebridge.recording.log;

import java.io.Closeable;
import java.io.IOException;

/** One log while it is imported, block by block. */
interface ImportSource extends Closeable {

    /** The first bytes of the log, for ids. */
    byte[] beginning();

    /** Says who makes spans of its records, before the first is written. */
    void pairWith(DerivedSpans derived);

    /** Reads the next block; answers false at the end of the log. */
    boolean prepare() throws IOException;

    /** The time of the first record of the block that waits; nanoseconds since the epoch. */
    long time();

    /** Writes the block that waits; answers how many lines it had. */
    int write() throws IOException;

    /** Writes what is still open: the log is at its end. */
    void finish() throws IOException;

    SourceSummary summary();
}
