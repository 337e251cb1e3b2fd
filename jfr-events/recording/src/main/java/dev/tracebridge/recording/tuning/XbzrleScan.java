package dev.tracebridge.recording.tuning;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Follows the pages through XBZRLE's cache. QEMU traces neither hits nor misses, but it tries XBZRLE on every page it saves once it has gone through
 * all memory, puts each into the cache, and finds it there when it comes again. Pages must come in the order they were saved in.
 *
 * <p>Two things the tracepoints do not tell: a page that was zero when it was tried is in the cache too, and one that came to share a place in
 * the cache with another may have had to leave it.
 */
final class XbzrleScan {

    private static final int BLOCKS = 1_024;

    /** A bit for each page, of all blocks: 32 MiB of bits, for 1 TiB of memory. */
    private static final long PAGES = 1L << 28;

    private final Map<String, Long> last = new HashMap<>();
    private final Map<String, BitSet> tried = new HashMap<>();
    private boolean started;
    private OptionalLong cached = OptionalLong.empty();
    private long room = PAGES;
    private long pages;
    private long attempts;
    private long hits;
    private long unchanged;
    private long overflows;

    void addCache(TracepointEvent event) {
        cached = event.number("max_num_items");
    }

    void addPage(TracepointEvent event) {
        pages++;
        OptionalLong offset = event.number("offset");
        if (offset.isEmpty()) {
            return;
        }
        String block = event.text("rbname");
        long page = offset.getAsLong() / ConvergenceScan.PAGE;
        started |= last.getOrDefault(block, -1L) >= page;
        if (last.size() < BLOCKS || last.containsKey(block)) {
            last.put(block, page);
        }
        if (started) {
            attempt(block, page);
        }
    }

    private void attempt(String block, long page) {
        attempts++;
        if (tried.size() == BLOCKS && !tried.containsKey(block)) {
            return;
        }
        BitSet known = tried.computeIfAbsent(block, name -> new BitSet());
        long more = Math.max(0, page + 1 - known.length());
        if (page < 0 || more > room) {
            return;
        }
        room -= more;
        if (known.get((int) page)) {
            hits++;
        } else {
            known.set((int) page);
        }
    }

    void addUnchanged() {
        unchanged++;
    }

    void addOverflow() {
        overflows++;
    }

    /** Nothing where XBZRLE was not on, or nothing tells that it was. */
    Optional<Xbzrle> xbzrle() {
        return cached.isEmpty() && unchanged + overflows == 0
                ? Optional.empty()
                : Optional.of(new Xbzrle(pages, attempts, hits, cached, unchanged, overflows));
    }
}
