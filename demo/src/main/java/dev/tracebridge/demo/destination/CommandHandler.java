package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.stream.DiscardRanges;
import java.io.IOException;

/** Carries out what the source commands. A {@code position} is where the command begins, for errors. */
interface CommandHandler {

    /** Opens the way back. */
    void openReturnPath() throws IOException;

    /** Answers a PING, if the source can still be reached. */
    void ping(int value);

    /** Postcopy may follow, with pages of these sizes. */
    void postcopyAdvise(long position, long blockPages, long targetPage) throws IOException;

    /** Parts of a block are to be forgotten. */
    void discard(long position, DiscardRanges ranges) throws IOException;

    /** A package of so many bytes follows. */
    void packaged(long position, long length) throws IOException;

    /** From now on the rest of the stream is read beside the guest. */
    void postcopyListen(long position) throws IOException;

    /** The guest is to run. */
    void postcopyRun(long position) throws IOException;

    /** Says which pages of a block have arrived. */
    void receivedBitmap(long position, String block) throws IOException;

    /** Goes on after a pause. */
    void postcopyResume(long position) throws IOException;
}
