package dev.tracebridge.demo.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the payload of RAM sections and hands each record to a handler. Remembers the last block over the sections of
 * one connection.
 *
 * <p>For one thread at a time.
 */
public final class RamReader {

    private static final int MAP_VERSION = 1;

    /** The most blocks accepted; a large QEMU machine has some dozens. */
    public static final int MAX_BLOCKS = 4096;

    private final StreamInput input;
    private final int pageSize;
    private final RamPage page = new RamPage();
    private String lastBlock;
    private boolean addressed;
    private boolean mapped;

    private RamReader(StreamInput input, int pageSize) {
        this.input = input;
        this.pageSize = pageSize;
    }

    /**
     * Reads from {@code input}.
     *
     * @param pageSize the guest's page size: a power of two, at least 1024
     */
    public static RamReader of(StreamInput input, int pageSize) {
        if (Integer.bitCount(pageSize) != 1 || pageSize < 1024) {
            throw new IllegalArgumentException("page size " + pageSize);
        }
        return new RamReader(input, pageSize);
    }

    /**
     * Says how the record of each block goes on.
     *
     * @param withAddress with the guest's address of the block: capability {@code x-ignore-shared}
     * @param withPages with a map of its pages, which stand in the file behind it: capability {@code mapped-ram}
     */
    public void blocksCarry(boolean withAddress, boolean withPages) {
        addressed = withAddress;
        mapped = withPages;
    }

    /** Forgets the last block, as both sides do when postcopy begins or goes on over a new connection. */
    public void forgetBlock() {
        lastBlock = null;
    }

    /** Reads one section's records, to their end. */
    public void section(RamRecordHandler handler) throws IOException {
        while (true) {
            long start = input.position();
            long word = input.u64("a RAM record");
            int flags = (int) (word & (pageSize - 1));
            long offset = word & -pageSize;
            switch (flags) {
                case RamFlags.EOS:
                    return;
                case RamFlags.MEM_SIZE:
                    handler.memorySize(start, blocks(start, offset, handler));
                    break;
                case RamFlags.ZERO:
                case RamFlags.ZERO | RamFlags.CONTINUE:
                    zeroPage(start, offset, flags, handler);
                    break;
                case RamFlags.PAGE:
                case RamFlags.PAGE | RamFlags.CONTINUE:
                    page.set(start, block(start, flags), offset, flags);
                    handler.page(page, input);
                    break;
                case RamFlags.XBZRLE:
                case RamFlags.XBZRLE | RamFlags.CONTINUE:
                    xbzrlePage(start, offset, flags, handler);
                    break;
                case RamFlags.MULTIFD_FLUSH:
                    handler.multifdFlush(start);
                    break;
                default:
                    throw new StreamFormatException(
                            start,
                            "the flags of a RAM record (ZERO, PAGE, XBZRLE, MULTIFD_FLUSH, MEM_SIZE or EOS)",
                            String.format("0x%x", flags));
            }
        }
    }

    private void zeroPage(long start, long offset, int flags, RamRecordHandler handler) throws IOException {
        page.set(start, block(start, flags), offset, flags);
        long fillStart = input.position();
        int fill = input.u8("fill byte of a zero page");
        if (fill != 0) {
            throw new StreamFormatException(fillStart, "fill byte 0 of a zero page", "" + fill);
        }
        handler.zeroPage(page);
    }

    private void xbzrlePage(long start, long offset, int flags, RamRecordHandler handler) throws IOException {
        page.set(start, block(start, flags), offset, flags);
        long kindStart = input.position();
        int kind = input.u8("kind of encoding");
        if (kind != Xbzrle.ENCODING) {
            throw new StreamFormatException(kindStart, "encoding " + Xbzrle.ENCODING + " (XBZRLE)", "" + kind);
        }
        long lengthStart = input.position();
        int length = input.u16("length of an XBZRLE page");
        if (length == 0 || length > pageSize) {
            throw new StreamFormatException(lengthStart, "1 to " + pageSize + " bytes of XBZRLE", "" + length);
        }
        handler.xbzrlePage(page, length, input);
    }

    private String block(long start, int flags) throws IOException {
        if ((flags & RamFlags.CONTINUE) == 0) {
            lastBlock = input.name("RAM block name");
        } else if (lastBlock == null) {
            throw new StreamFormatException(start, "a page record that names its block", "the first with CONTINUE");
        }
        return lastBlock;
    }

    private List<RamBlockSize> blocks(long start, long total, RamRecordHandler handler) throws IOException {
        List<RamBlockSize> blocks = new ArrayList<>();
        long left = total;
        while (left != 0) {
            if (blocks.size() == MAX_BLOCKS) {
                throw new StreamFormatException(start, "at most " + MAX_BLOCKS + " RAM blocks", "more");
            }
            String name = input.name("RAM block name");
            long lengthStart = input.position();
            long length = input.u64("length of RAM block " + name);
            if (length <= 0 || length > left) {
                throw new StreamFormatException(
                        lengthStart,
                        "a length of 1 to " + left + " bytes for RAM block " + name,
                        Long.toUnsignedString(length));
            }
            blocks.add(new RamBlockSize(name, length));
            left -= length;
            if (addressed) {
                input.u64("guest address of RAM block " + name);
            }
            if (mapped) {
                handler.mappedPages(name, mappedPages(name, length));
            }
        }
        return blocks;
    }

    /** Reads a block's map, and drops the pages, which reach to where the next record begins. */
    private long mappedPages(String name, long length) throws IOException {
        long start = input.position();
        long version = input.u32("version of the map of " + name);
        if (version != MAP_VERSION) {
            throw new StreamFormatException(start, "version " + MAP_VERSION + " of the map of " + name, "" + version);
        }
        long size = input.u64("page size of the map of " + name);
        if (size != pageSize) {
            throw new StreamFormatException(start + Integer.BYTES, "pages of " + pageSize + " bytes", "of " + size);
        }
        long map = input.u64("offset of the map of " + name);
        long pages = input.u64("offset of the pages of " + name);
        long words = ((length + pageSize - 1) / pageSize + Long.SIZE - 1) / Long.SIZE;
        if (map < input.position() || pages < 0 || pages - words * Long.BYTES < map) {
            throw new StreamFormatException(
                    start,
                    words * Long.BYTES + " bytes of map of " + name + ", and its pages behind them",
                    String.format("a map at 0x%x and pages at 0x%x", map, pages));
        }
        input.skip(map - input.position(), "what stands before the map of " + name);
        long present = 0;
        for (long word = 0; word < words; word++) {
            present += Long.bitCount(input.u64("the map of " + name));
        }
        input.skip(pages - input.position(), "what stands before the pages of " + name);
        input.skip(length, "the pages of " + name);
        return present;
    }
}
