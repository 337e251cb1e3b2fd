package dev.tracebridge.recording.chunk;

import java.nio.charset.StandardCharsets;

/** A text that very many events have. Used with one writer only, which remembers its place in the chunk. */
public final class WrittenText {

    private final byte[] utf8;
    private int chunk = -1;
    private int number;

    /**
     * Takes a text.
     *
     * @param text what a field will have
     */
    public WrittenText(String text) {
        utf8 = text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] utf8() {
        return utf8;
    }

    /** Its number in the pool of the chunk; 0 where it must stay with its events. */
    int numberIn(int chunkNumber, TextPool pool) {
        if (chunk != chunkNumber) {
            chunk = chunkNumber;
            number = utf8.length == 0 ? 0 : pool.number(utf8, 0, utf8.length);
        }
        return number;
    }
}
