package dev.tracebridge.demo.memory;

import java.util.Arrays;

/** One bit for each page of a block, of the migration alone: the pages that have still to be sent. For one thread. */
public final class PageBitmap {

    private final long[] words;
    private final int pages;

    /** All pages unset. */
    public PageBitmap(int pages) {
        this.pages = pages;
        this.words = new long[(pages + Long.SIZE - 1) / Long.SIZE];
    }

    /** Sets all pages. */
    public void setAll() {
        Arrays.fill(words, -1L);
        int beyond = words.length * Long.SIZE - pages;
        words[words.length - 1] >>>= beyond;
    }

    /** Clears one page. */
    public void clear(int page) {
        words[page / Long.SIZE] &= ~(1L << page);
    }

    /** The lowest page set at or after {@code page}; -1 if there is none. */
    public int next(int page) {
        if (page >= pages) {
            return -1;
        }
        int index = page / Long.SIZE;
        long word = words[index] & (-1L << page);
        while (word == 0) {
            if (++index == words.length) {
                return -1;
            }
            word = words[index];
        }
        return index * Long.SIZE + Long.numberOfTrailingZeros(word);
    }

    /** 64 pages; page {@code 64 * word} is the lowest bit. */
    public long word(int word) {
        return words[word];
    }

    /** Sets pages of one word and returns how many of them were not set. */
    public int merge(int word, long dirty) {
        long fresh = dirty & ~words[word];
        words[word] |= dirty;
        return Long.bitCount(fresh);
    }
}
