package dev.tracebridge.demo.stream;

/** The commands a source sends inside the stream (QEMU's {@code MIG_CMD_*}). */
public enum Command {
    /** Asks the destination to answer on the same connection from now on. */
    OPEN_RETURN_PATH(1, 0),
    /** Asks for a PONG with the same value. */
    PING(2, 4),
    /** Announces that postcopy may follow. */
    POSTCOPY_ADVISE(3, Command.VARIABLE),
    /** Opens a postcopy package. */
    POSTCOPY_LISTEN(4, 0),
    /** Closes a postcopy package: the guest runs on the destination. */
    POSTCOPY_RUN(5, 0),
    /** Names pages that were dirtied after they had been sent. */
    POSTCOPY_RAM_DISCARD(6, Command.VARIABLE),
    /** Carries a piece of stream to be read before it is processed. */
    PACKAGED(7, 4),
    /** Switches to COLO. */
    ENABLE_COLO(8, 0),
    /** Goes on after a postcopy pause. */
    POSTCOPY_RESUME(9, 0),
    /** Asks for the bitmap of pages received. */
    RECV_BITMAP(10, Command.VARIABLE),
    /** The guest has stopped: what follows is the rest of the stream. QEMU 10.0 and newer. */
    SWITCHOVER_START(11, 0);

    private static final int VARIABLE = -1;

    private final int code;
    private final int length;

    Command(int code, int length) {
        this.code = code;
        this.length = length;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** Whether a payload of {@code bytes} bytes fits this command. */
    boolean hasLength(int bytes) {
        return length == VARIABLE || length == bytes;
    }

    /** Whether there is a command with this number for which a payload of {@code bytes} bytes is right. */
    public static boolean fits(int code, int bytes) {
        Command command = of(code);
        return command != null && command.hasLength(bytes);
    }

    /** The length of the payload in words, for errors. */
    String lengthText() {
        return length == VARIABLE ? "any length" : length + " bytes";
    }

    /** The command with this number, or null. */
    static Command of(int code) {
        return code >= 1 && code <= values().length ? values()[code - 1] : null;
    }
}
