package dev.tracebridge.demo.source;

/**
 * The pages sent last, as they were sent, for {@link XbzrlePages}. A page has one place it can be in, and keeps it from
 * others until it has not been used for some rounds.
 *
 * <p>For one thread.
 */
final class PageCache {

    /** Rounds a page is safe from being replaced. */
    private static final int LIFETIME = 2;

    private final byte[][] places;
    private final long[] pages;
    private final long[] used;
    private final int pageSize;

    /** A cache of at most so many bytes of pages, allocated as it fills. */
    PageCache(long bytes, int pageSize) {
        int count = Math.toIntExact(Long.highestOneBit(bytes / pageSize));
        this.places = new byte[count][];
        this.pages = new long[count];
        this.used = new long[count];
        this.pageSize = pageSize;
    }

    /** The page as it was sent last, or null; {@code round} is when it is asked for. */
    byte[] get(long page, long round) {
        int place = place(page);
        if (places[place] == null || pages[place] != page) {
            return null;
        }
        used[place] = round;
        return places[place];
    }

    /** Keeps a page, unless its place is taken by one in use. */
    boolean insert(long page, byte[] bytes, long round) {
        int place = place(page);
        if (places[place] == null) {
            places[place] = new byte[pageSize];
        } else if (pages[place] != page && used[place] + LIFETIME > round) {
            return false;
        }
        pages[place] = page;
        used[place] = round;
        System.arraycopy(bytes, 0, places[place], 0, pageSize);
        return true;
    }

    private int place(long page) {
        return (int) (page & places.length - 1);
    }
}
