package dev.tracebridge.recording.log;

import dev.tracebridge.recording.chunk.RecordingWriter;

/** Where a record stood. One for each log, moved from line to line. */
final class RecordPlace {

    private final byte[] source;
    private long line;
    private LogForm form;

    RecordPlace(byte[] source) {
        this.source = source;
    }

    RecordPlace at(long newLine, LogForm newForm) {
        line = newLine;
        form = newForm;
        return this;
    }

    void write(RecordingWriter out) {
        out.text(source, 0, source.length);
        out.longNumber(line);
        byte[] word = form.wordBytes();
        out.text(word, 0, word.length);
    }
}
