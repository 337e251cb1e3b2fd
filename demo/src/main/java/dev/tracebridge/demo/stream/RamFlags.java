package dev.tracebridge.demo.stream;

/** The flags of a RAM record, in the low bits of its page offset (QEMU's {@code RAM_SAVE_FLAG_*}). */
public final class RamFlags {

    /** The page holds zeros only. */
    public static final int ZERO = 0x02;
    /** The names and lengths of all blocks follow. */
    public static final int MEM_SIZE = 0x04;
    /** The page's bytes follow. */
    public static final int PAGE = 0x08;
    /** The end of this section's records. */
    public static final int EOS = 0x10;
    /** The page belongs to the block of the record before. */
    public static final int CONTINUE = 0x20;
    /** What has changed in the page since it was last sent follows, as {@link Xbzrle} has it. */
    public static final int XBZRLE = 0x40;
    /** All multifd channels have come to the end of a round. */
    public static final int MULTIFD_FLUSH = 0x200;

    private RamFlags() {}
}
