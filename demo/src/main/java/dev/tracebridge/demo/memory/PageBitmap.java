package dev.tracebridge.demo.memory;

import java.util.Arrays;
import java.util.BitSet;

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

    /** Whether a page is set. */
    public boolean isSet(int page) {
        return (words[page / Long.SIZE] & 1L << page) != 0;
    }

    /** The lowest page at or after {@code page} that is not set; the number of pages if there is none. */
    public int nextUnset(int page) {
        int at = page;
        while (at < pages && isSet(at)) {
            at++;
        }
        return at;
    }

    /** Sets the pages that are not in {@code others}, and no others. */
    public void setAllBut(BitSet others) {
        setAll();
        long[] excluded = others.toLongArray();
        for (int i = 0; i < Math.min(words.length, excluded.length); i++) {
            words[i] &= ~excluded[i];
        }
    }

    /** How many pages are set. */
    public int count() {
        int count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
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
