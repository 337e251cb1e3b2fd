package dev.tracebridge.demo.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The head of a packet on a multifd channel: which pages of one block follow. One instance serves all packets of a
 * channel. For one thread at a time.
 */
public final class MultifdPacket {

    /** The first four bytes of every packet. */
    public static final int MAGIC = 0x11223344;

    /** The version of the packets. */
    public static final int VERSION = 1;

    /** A flag: the channel has come to the end of a round. */
    public static final int SYNC = 1;

    /** The most pages of a packet: half a MiB of 4 KiB pages. */
    public static final int MAX_PAGES = 128;

    private static final int BLOCK_NAME = 256;
    private static final int COMPRESSION = 0x3e;
    private static final int RESERVED_WORDS = 3;

    private final int pageSize;
    private final long[] offsets = new long[MAX_PAGES];
    private int flags;
    private int normalPages;
    private int zeroPages;
    private int announcedLength;
    private long number;
    private String block = "";

    /**
     * What opens a multifd channel.
     *
     * @param channelId the source's number for the channel
     */
    public record Init(int channelId) {

        private static final int UUID = 16;
        private static final int RESERVED = 7 + 4 * Long.BYTES;

        /** Writes it, of a machine without a UUID. */
        public void write(StreamOutput output) throws IOException {
            output.u32(MAGIC);
            output.u32(VERSION);
            output.bytes(new byte[UUID]);
            output.u8(channelId);
            output.bytes(new byte[RESERVED]);
        }

        /** Reads it, of a machine of whatever UUID. */
        public static Init read(StreamInput input) throws IOException {
            magicAndVersion(input);
            input.skip(UUID, "UUID of a multifd channel");
            int id = input.u8("number of a multifd channel");
            input.skip(RESERVED, "reserved bytes of a multifd channel");
            return new Init(id);
        }
    }

    /** A packet of pages of this size. */
    public MultifdPacket(int pageSize) {
        this.pageSize = pageSize;
    }

    /** Begins a packet without pages. */
    public void begin(String newBlock, long newNumber, int newFlags) {
        block = newBlock;
        number = newNumber;
        flags = newFlags;
        normalPages = 0;
        zeroPages = 0;
        announcedLength = 0;
    }

    /** Adds a page whose bytes follow. To be called before any {@link #addZero}. */
    public void addNormal(long offset) {
        offsets[normalPages++] = offset;
    }

    /** Adds a page of zeros. */
    public void addZero(long offset) {
        offsets[normalPages + zeroPages++] = offset;
    }

    /** The name of the pages' block. */
    public String block() {
        return block;
    }

    /** The packet's number, which counts over all channels. */
    public long number() {
        return number;
    }

    /** {@link #SYNC} or 0. */
    public int flags() {
        return flags;
    }

    /** Pages whose bytes follow. */
    public int normalPages() {
        return normalPages;
    }

    /** Pages of zeros. */
    public int zeroPages() {
        return zeroPages;
    }

    /** Bytes of pages that follow. */
    public int dataLength() {
        return normalPages * pageSize;
    }

    /** The length of the pages by the packet's head: where there are none, QEMU may leave there what it was before. */
    public int announcedLength() {
        return announcedLength;
    }

    /** The offset of a page in its block; first the normal ones, then those of zeros. */
    public long offset(int index) {
        return offsets[index];
    }

    /** Writes the head. */
    public void write(StreamOutput output) throws IOException {
        output.u32(MAGIC);
        output.u32(VERSION);
        output.u32(flags);
        output.u32(MAX_PAGES);
        output.u32(normalPages);
        output.u32(dataLength());
        output.u64(number);
        output.u32(zeroPages);
        output.u32(0);
        for (int i = 0; i < RESERVED_WORDS; i++) {
            output.u64(0);
        }
        byte[] name = block.getBytes(StandardCharsets.UTF_8);
        output.bytes(name);
        output.bytes(new byte[BLOCK_NAME - name.length]);
        for (int i = 0; i < MAX_PAGES; i++) {
            output.u64(i < normalPages + zeroPages ? offsets[i] : 0);
        }
    }

    /** Reads the head. Where no pages follow, QEMU leaves the rest of it as it was; so it is not looked at. */
    public void read(StreamInput input) throws IOException {
        magicAndVersion(input);
        long start = input.position();
        flags = input.i32("flags of a multifd packet");
        if ((flags & ~SYNC) != 0) {
            String expected = (flags & COMPRESSION) != 0 ? "an uncompressed multifd packet" : "the flag SYNC or none";
            throw new StreamFormatException(start, expected, String.format("flags 0x%x", flags));
        }
        count(input, "pages allocated", MAX_PAGES);
        normalPages = count(input, "normal pages", MAX_PAGES);
        long lengthStart = input.position();
        long length = input.u32("length of the pages");
        announcedLength = (int) length;
        number = input.u64("number of a multifd packet");
        zeroPages = count(input, "zero pages", MAX_PAGES - normalPages);
        input.skip(Integer.BYTES + RESERVED_WORDS * Long.BYTES, "reserved bytes of a multifd packet");
        long nameStart = input.position();
        byte[] name = input.bytes(BLOCK_NAME, "RAM block name of a multifd packet");
        for (int i = 0; i < MAX_PAGES; i++) {
            offsets[i] = input.u64("offset of a page");
        }
        if (normalPages + zeroPages > 0) {
            block = blockName(nameStart, name);
            if (length != dataLength() && normalPages > 0) {
                throw new StreamFormatException(lengthStart, dataLength() + " bytes of pages", length + " bytes");
            }
        }
    }

    private static void magicAndVersion(StreamInput input) throws IOException {
        long start = input.position();
        int magic = input.i32("magic of a multifd packet");
        if (magic != MAGIC) {
            throw new StreamFormatException(
                    start, String.format("magic 0x%08x of multifd", MAGIC), String.format("0x%08x", magic));
        }
        int version = input.i32("version of a multifd packet");
        if (version != VERSION) {
            throw new StreamFormatException(
                    start + Integer.BYTES, "multifd version " + VERSION, Integer.toUnsignedString(version));
        }
    }

    private static int count(StreamInput input, String what, int most) throws IOException {
        long start = input.position();
        long count = input.u32("number of " + what);
        if (count > most) {
            throw new StreamFormatException(start, "at most " + most + " " + what, "" + count);
        }
        return (int) count;
    }

    private static String blockName(long start, byte[] bytes) throws StreamFormatException {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        if (length == bytes.length) {
            throw new StreamFormatException(start, "a RAM block name that ends with 0", "none within 256 bytes");
        }
        return PrintableText.of(bytes, length);
    }
}
