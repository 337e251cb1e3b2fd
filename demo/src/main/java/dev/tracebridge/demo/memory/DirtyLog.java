package dev.tracebridge.demo.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One bit for each page of a block, set by the guest with each write and cleared by the migration.
 *
 * <p><b>Assumptions.</b> A writer stores first and marks the page then. The migration clears a page's bit first and reads
 * the page then.
 *
 * <p><b>Guarantees.</b> A store that the migration's read missed leaves the bit set. Marking is an unconditional
 * read-modify-write: to skip it where the bit is set already would need a full fence between store and test.
 *
 * <p><b>Progress.</b> Lock-free; nobody waits for anybody.
 */
public final class DirtyLog {

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;

    DirtyLog(int pages) {
        words = new long[(pages + Long.SIZE - 1) / Long.SIZE];
    }

    /** Notes that the guest has written to a page. */
    public void mark(int page) {
        WORDS.getAndBitwiseOr(words, page / Long.SIZE, 1L << page);
    }

    /** Words of 64 pages. */
    public int wordCount() {
        return words.length;
    }

    /** The pages of one word that are marked; page {@code 64 * word} is the lowest bit. */
    public long word(int word) {
        return (long) WORDS.getVolatile(words, word);
    }

    /** Clears the marks in {@code pages} of one word; others stay. */
    public void clear(int word, long pages) {
        WORDS.getAndBitwiseAnd(words, word, ~pages);
    }
}
