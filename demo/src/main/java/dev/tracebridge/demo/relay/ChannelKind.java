package dev.tracebridge.demo.relay;

import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.RamFlags;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamWriter;
import java.io.IOException;

/** What a connection carries, by its first bytes. */
public enum ChannelKind {
    /** The stream of a migration. */
    MAIN("main"),
    /** The stream of a postcopy migration that goes on after a cut: it has no magic. */
    RECOVERED("recovered"),
    /** Pages of a migration with several channels. */
    MULTIFD("multifd"),
    /** Pages that a guest waits for, in postcopy. */
    PREEMPT("preempt"),
    /** Anything, under TLS. */
    TLS("tls"),
    /** Nothing that begins like any of these. */
    UNKNOWN("unknown"),
    /** Nothing at all. */
    EMPTY("empty");

    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR = 3;
    private static final int SMALLEST_PAGE = 1024;

    private final String text;

    ChannelKind(String text) {
        this.text = text;
    }

    /** In one word. */
    public String text() {
        return text;
    }

    /** Whether it is a stream this relay reads. */
    boolean isStream() {
        return this == MAIN || this == RECOVERED;
    }

    /** Looks at what comes next; waits for as much as is needed. */
    static ChannelKind of(StreamInput input) throws IOException {
        int first = input.peekU8(0);
        if (first < 0) {
            return EMPTY;
        }
        if (first == TLS_HANDSHAKE && input.peekU8(1) == TLS_MAJOR) {
            return TLS;
        }
        int magic = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            magic = magic << Byte.SIZE | input.peekU8(i) & 0xff;
        }
        if (magic == StreamWriter.MAGIC) {
            return MAIN;
        }
        if (magic == MultifdPacket.MAGIC) {
            return MULTIFD;
        }
        if (first == SectionType.COMMAND.code() || first == SectionType.PART.code()) {
            return RECOVERED;
        }
        return isPage(input) ? PREEMPT : UNKNOWN;
    }

    /** A page that names its block, or the end of them all. */
    private static boolean isPage(StreamInput input) throws IOException {
        long word = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            int next = input.peekU8(i);
            if (next < 0) {
                return false;
            }
            word = word << Byte.SIZE | next;
        }
        int flags = (int) (word & SMALLEST_PAGE - 1);
        return word >= 0 && (flags == RamFlags.PAGE || flags == RamFlags.ZERO) || word == RamFlags.EOS;
    }
}
