package dev.tracebridge.recording.log;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a log that are in memory: some thousands, of which {@link #consume} lets the first ones go. */
final class LineBlock {

    static final int SIZE = 1 << 20;

    private final String name;
    private final InputStream in;
    private final byte[] bytes = new byte[SIZE];
    private int size;
    private boolean atEnd;
    private boolean ascii;
    private int count;
    /** Where each line begins, and where one after the last would. */
    private int[] starts = new int[1 << 14];

    private long consumed;

    LineBlock(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    int count() {
        return count;
    }

    boolean atEnd() {
        return atEnd;
    }

    /** Whether all bytes are ASCII. */
    boolean isAscii() {
        return ascii;
    }

    int start(int line) {
        return starts[line];
    }

    /** Where the line's text ends; its line feed is not part of it. */
    int end(int line) {
        int next = starts[line + 1];
        return isTerminated(line) ? next - 1 : next;
    }

    boolean isTerminated(int line) {
        return bytes[starts[line + 1] - 1] == '\n';
    }

    /** Fills the block; answers false where there are no lines any more. */
    boolean fill() throws IOException {
        while (size < SIZE && !atEnd) {
            int read = in.read(bytes, size, SIZE - size);
            if (read < 0) {
                atEnd = true;
            } else {
                size += read;
            }
        }
        count = 0;
        int start = 0;
        int all = 0;
        for (int i = 0; i < size; i++) {
            byte b = bytes[i];
            all |= b;
            if (b == '\n') {
                start = addLine(start, i + 1);
            }
        }
        ascii = all >= 0;
        if (atEnd && start < size) {
            start = addLine(start, size);
        }
        if (count == 0 && !atEnd) {
            throw new LogImportException(name + ": expected a trace log, found a line longer than " + SIZE
                    + " bytes after line " + consumed);
        }
        starts[count] = start;
        return count > 0;
    }

    private int addLine(int start, int end) {
        if (count + 2 > starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        starts[count++] = start;
        return end;
    }

    /** Lets the first lines go. */
    void consume(int lines) {
        int from = starts[lines];
        System.arraycopy(bytes, from, bytes, 0, size - from);
        size -= from;
        consumed += lines;
    }
}
