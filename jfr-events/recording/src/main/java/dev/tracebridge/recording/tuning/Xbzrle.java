package dev.tracebridge.recording.tuning;

import java.util.OptionalDouble;

/**
 * What became of the pages that XBZRLE was tried on. QEMU does not trace which pages were missing in its cache.
 *
 * @param pages how many pages were not zero ({@code ram_save_page}); 0 where it was not recorded
 * @param unchanged how many of them were in the cache as they were, so that nothing was sent ({@code save_xbzrle_page_skipping})
 * @param overflows how many became longer than a page, so that the page was sent ({@code save_xbzrle_page_overflow})
 */
public record Xbzrle(long pages, long unchanged, long overflows) {

    /** The part of the pages that became too long, from 0 to 1. */
    public OptionalDouble overflowShare() {
        return share(overflows);
    }

    /** The part of the pages of which nothing was sent, from 0 to 1. */
    public OptionalDouble unchangedShare() {
        return share(unchanged);
    }

    private OptionalDouble share(long part) {
        return pages < part || pages == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / pages);
    }
}
