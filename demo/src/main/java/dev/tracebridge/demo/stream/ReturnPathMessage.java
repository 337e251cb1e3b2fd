package dev.tracebridge.demo.stream;

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
}
