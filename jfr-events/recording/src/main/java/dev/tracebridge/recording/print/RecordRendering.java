package dev.tracebridge.recording.print;

import java.io.IOException;

/** Makes the bytes of a printed record. */
interface RecordRendering {

    /** What stands before all records; possibly nothing. */
    byte[] header();

    byte[] render(PrintedRecord record) throws IOException;

    byte[] render(KeptText line) throws IOException;
}
