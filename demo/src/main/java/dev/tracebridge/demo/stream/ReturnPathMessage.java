package dev.tracebridge.demo.stream;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** What a destination tells its source on the return path (QEMU's {@code MIG_RP_MSG_*}). */
public sealed interface ReturnPathMessage {

    /** The number on the wire. */
    int type();

    /** Bytes of payload. */
    int length();

    /**
     * The last message: the destination is done.
     *
     * @param status 0 if the guest has been taken over, else it failed
     */
    record Shut(int status) implements ReturnPathMessage {

        /** The number on the wire. */
        public static final int TYPE = 1;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return Integer.BYTES;
        }
    }

    /**
     * The answer to a PING.
     *
     * @param value the PING's value
     */
    record Pong(int value) implements ReturnPathMessage {

        /** The number on the wire. */
        public static final int TYPE = 2;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return Integer.BYTES;
        }
    }

    /**
     * Asks for pages the guest waits for.
     *
     * @param block the block's name; null for the block of the request before
     * @param start offset of the first byte in the block
     * @param bytes how many
     */
    record RequestPages(String block, long start, int bytes) implements ReturnPathMessage {

        /** The number on the wire of a request that names its block. */
        public static final int TYPE_WITH_BLOCK = 3;
        /** The number on the wire of a request for more of the same block. */
        public static final int TYPE = 4;

        @Override
        public int type() {
            return block == null ? TYPE : TYPE_WITH_BLOCK;
        }

        @Override
        public int length() {
            int fixed = Long.BYTES + Integer.BYTES;
            return block == null ? fixed : fixed + 1 + block.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /**
     * The pages of a block that have been received.
     *
     * @param block the block's name
     * @param size bytes of the bitmap on the wire, a multiple of 8
     * @param received the pages
     */
    record ReceivedBitmap(String block, long size, BitSet received) implements ReturnPathMessage {

        /** The number on the wire. */
        public static final int TYPE = 5;

        /** What follows the bitmap. */
        static final long END_MARK = 0x0123_4567_89ab_cdefL;

        /** The pages received of a block of so many. */
        public static ReceivedBitmap of(String block, int pages, BitSet received) {
            return new ReceivedBitmap(block, sizeFor(pages), received);
        }

        /** Bytes of the bitmap of so many pages. */
        public static long sizeFor(long pages) {
            return (pages + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
        }

        @Override
        public int type() {
            return TYPE;
        }

        /** Of the name: the bitmap is not counted. */
        @Override
        public int length() {
            return 1 + block.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /**
     * The destination goes on after a pause.
     *
     * @param value 1
     */
    record ResumeAck(int value) implements ReturnPathMessage {

        /** The number on the wire. */
        public static final int TYPE = 6;
        /** The one value there is. */
        public static final int OK = 1;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return Integer.BYTES;
        }
    }

    /** The destination is ready for the guest to be stopped. */
    record SwitchoverAck() implements ReturnPathMessage {

        /** The number on the wire. */
        public static final int TYPE = 7;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int length() {
            return 0;
        }
    }
}
