package dev.tracebridge.demo.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * One block of guest RAM in direct memory.
 *
 * <p><b>Assumptions.</b> Guest threads write with {@link #writeLong}; the migration reads and, on the destination before
 * the guest runs, fills pages. <b>Guarantees.</b> Each guest write is marked in the {@link #dirtyLog()} after it, and
 * offered to the snapshot, if one is being taken, before it. A page read while the guest writes to it may be a mixture;
 * its mark tells. <b>Progress.</b> The guest waits for nobody, except that the first write to a page during a snapshot waits
 * for at most one chunk to be copied, and that in postcopy it waits for pages that have not arrived.
 */
public final class RamBlock {

    /** Bytes of a guest page. */
    public static final int PAGE_SIZE = 4096;

    private static final byte[] ZEROS = new byte[PAGE_SIZE];

    private final String name;
    private final ByteBuffer memory;
    private final long hostAddress;
    private final DirtyLog dirtyLog;
    private final ReceivedPages received;
    private volatile MemorySnapshot snapshot;
    private volatile ReceivedPages.FaultListener faults;

    RamBlock(String name, int length, long hostAddress) {
        if (length <= 0 || length % PAGE_SIZE != 0) {
            throw new IllegalArgumentException(name + ": length " + length + " is no multiple of " + PAGE_SIZE);
        }
        this.name = Objects.requireNonNull(name, "name");
        this.memory = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        this.hostAddress = hostAddress;
        this.dirtyLog = new DirtyLog(length / PAGE_SIZE);
        this.received = new ReceivedPages(length / PAGE_SIZE);
    }

    /** The block's name in the stream. */
    public String name() {
        return name;
    }

    /** Bytes. */
    public int length() {
        return memory.capacity();
    }

    /** Pages. */
    public int pages() {
        return length() / PAGE_SIZE;
    }

    /**
     * Where the byte at {@code offset} would be in the address space of the process: blocks lie in it in order and a GiB
     * apart. Java does not tell where direct memory really is.
     */
    public long hostAddress(long offset) {
        return hostAddress + offset;
    }

    /** The pages the guest has written. */
    public DirtyLog dirtyLog() {
        return dirtyLog;
    }

    /** The bytes themselves, for absolute access only: writing to them is not logged. */
    public ByteBuffer memory() {
        return memory;
    }

    /** The pages that have been received, of use where postcopy may happen. */
    public ReceivedPages received() {
        return received;
    }

    /**
     * From now on the guest may run although pages are missing: it waits for those it touches.
     *
     * @param listener hears which they are; null once there can be no more of them
     */
    public void reportFaultsTo(ReceivedPages.FaultListener listener) {
        faults = listener;
    }

    /** Eight bytes of the guest, little-endian. */
    public long readLong(int offset) {
        requirePage(offset / PAGE_SIZE);
        return memory.getLong(offset);
    }

    /** A write by the guest of eight bytes, little-endian, within one page. */
    public void writeLong(int offset, long value) {
        int page = offset / PAGE_SIZE;
        requirePage(page);
        MemorySnapshot taking = snapshot;
        if (taking != null) {
            taking.beforeWrite(this, page);
        }
        memory.putLong(offset, value);
        dirtyLog.mark(page);
    }

    /** Whether a page holds zeros only. */
    public boolean isZero(int page) {
        int start = page * PAGE_SIZE;
        for (int offset = start; offset < start + PAGE_SIZE; offset += Long.BYTES) {
            if (memory.getLong(offset) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Fills a page with zeros; writes nothing where it holds nothing else, so that untouched memory stays untouched. */
    public void zero(int page) {
        if (!isZero(page)) {
            memory.put(page * PAGE_SIZE, ZEROS, 0, PAGE_SIZE);
        }
    }

    private void requirePage(int page) {
        ReceivedPages.FaultListener listener = faults;
        if (listener != null) {
            received.await(this, page, listener);
        }
    }

    void offerWritesTo(MemorySnapshot newSnapshot) {
        snapshot = newSnapshot;
    }
}
