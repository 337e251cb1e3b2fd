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

    private RamFlags() {}
}
