package dev.tracebridge.demo.source;

import dev.tracebridge.annotations.Tracepoint;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.Xbzrle;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Sends pages again as their difference to what was sent before. Works on a copy of the page: the guest may write while
 * it is encoded, and what is sent and what is remembered must be the same.
 *
 * <p>For one thread.
 */
final class XbzrlePages {

    private static final byte[] ZEROS = new byte[RamBlock.PAGE_SIZE];

    private final PageCache cache;
    private final RamWriter writer;
    private final byte[] now = new byte[RamBlock.PAGE_SIZE];
    private final byte[] encoded = new byte[RamBlock.PAGE_SIZE];
    private long pages;
    private long bytes;
    private long unchanged;
    private long cacheMisses;
    private long overflows;

    XbzrlePages(long cacheBytes, RamWriter writer) {
        this.cache = new PageCache(cacheBytes, RamBlock.PAGE_SIZE);
        this.writer = writer;
    }

    /**
     * Sends a page as its difference if it is in the cache, and puts it there if it is not.
     *
     * @param round counts the readings of the dirty log
     * @param last whether nothing is sent after this, so that it need not be remembered
     * @return whether the page is done with; if not, {@link #current()} is what is to be sent
     */
    boolean send(RamBlock block, int number, long round, boolean last) throws IOException {
        block.memory().get(number * RamBlock.PAGE_SIZE, now);
        long key = key(block, number);
        byte[] old = cache.get(key, round);
        if (old == null) {
            cacheMisses++;
            if (!last) {
                cache.insert(key, now, round);
            }
            return false;
        }
        int length = Xbzrle.encode(old, now, encoded);
        if (length == 0) {
            skip();
            return true;
        }
        System.arraycopy(now, 0, old, 0, now.length);
        if (length == Xbzrle.OVERFLOW) {
            overflow();
            return false;
        }
        writer.xbzrlePage(block.name(), (long) number * RamBlock.PAGE_SIZE, encoded, length);
        pages++;
        bytes += length;
        return true;
    }

    /** The copy that {@link #send} looked at. */
    ByteBuffer current() {
        return ByteBuffer.wrap(now);
    }

    /** Notes that a page was sent as zeros. */
    void sentZeros(RamBlock block, int number, long round) {
        cache.insert(key(block, number), ZEROS, round);
    }

    XbzrleStatistics statistics() {
        return new XbzrleStatistics(pages, bytes, unchanged, cacheMisses, overflows);
    }

    @Tracepoint("save_xbzrle_page_skipping")
    private void skip() {
        unchanged++;
    }

    @Tracepoint("save_xbzrle_page_overflow")
    private void overflow() {
        overflows++;
    }

    private static long key(RamBlock block, int number) {
        return block.hostAddress(0) / RamBlock.PAGE_SIZE + number;
    }
}
