package dev.tracebridge.recording.tuning;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What became of the pages that XBZRLE was tried on. QEMU does not trace which of them it found in its cache: the hits are those that were tried
 * before.
 *
 * @param pages how many pages were not zero ({@code ram_save_page}); 0 where it was not recorded
 * @param tried on how many of them XBZRLE was tried: on all that came after QEMU had gone through memory once
 * @param hits how many of these had been tried before, so that they were in the cache if it is large enough
 * @param cached how many pages the cache has places for, where it was recorded
 * @param unchanged how many pages were in the cache as they were, so that nothing was sent ({@code save_xbzrle_page_skipping})
 * @param overflows how many became longer than a page, so that the page was sent ({@code save_xbzrle_page_overflow})
 */
public record Xbzrle(long pages, long tried, long hits, OptionalLong cached, long unchanged, long overflows) {

    /** How many pages were tried and not in the cache. */
    public long misses() {
        return tried - hits;
    }

    /** The part of the pages tried that were in the cache, from 0 to 1. */
    public OptionalDouble hitShare() {
        return share(hits, tried);
    }

    /** The part of the pages tried that became too long, from 0 to 1. */
    public OptionalDouble overflowShare() {
        return share(overflows, tried);
    }

    /** The part of the pages tried of which nothing was sent, from 0 to 1. */
    public OptionalDouble unchangedShare() {
        return share(unchanged, tried);
    }

    private static OptionalDouble share(long part, long whole) {
        return whole < part || whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
