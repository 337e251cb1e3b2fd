package dev.tracebridge.demo.file;

import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntPredicate;

/**
 * Finds the end of a section whose layout nobody has told: the first footer of this section behind which something legal
 * stands. Device state may hold the same bytes by chance, so what is found is to be held against the stream's
 * description where there is one. For one thread at a time.
 */
public final class PayloadSearch {

    /** The longest payload read before the search is given up. */
    public static final int MAX_PAYLOAD = 16 * 1024 * 1024;

    private static final int FOOTER_SIZE = 1 + Integer.BYTES;
    private static final long FOOTER_MASK = (1L << FOOTER_SIZE * Byte.SIZE) - 1;
    private static final int MAX_VERSION = 0xffff;
    private static final int END = -1;

    private final StreamInput input;
    private final IntPredicate begun;
    private final boolean fragment;

    /**
     * Searches {@code input}.
     *
     * @param begun whether a section of this id has begun
     * @param fragment whether the input is a piece of a stream, which ends without EOF
     */
    public PayloadSearch(StreamInput input, IntPredicate begun, boolean fragment) {
        this.input = input;
        this.begun = begun;
        this.fragment = fragment;
    }

    /**
     * Reads a payload and its footer.
     *
     * @param device the section's device, for errors
     * @return the payload
     * @throws StreamFormatException if there is no such footer within {@link #MAX_PAYLOAD} bytes
     */
    public byte[] read(int sectionId, String device) throws IOException {
        long start = input.position();
        long footer = (long) SectionType.FOOTER.code() << Integer.SIZE | Integer.toUnsignedLong(sectionId);
        String what = "the state of " + device + " or the footer of its section";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long last = 0;
        while (true) {
            if (bytes.size() == MAX_PAYLOAD + FOOTER_SIZE) {
                throw new StreamFormatException(
                        start,
                        "the footer of section " + Integer.toUnsignedString(sectionId) + " (" + device + ") within "
                                + MAX_PAYLOAD + " bytes",
                        "none");
            }
            int next = input.u8(what);
            bytes.write(next);
            last = (last << Byte.SIZE | next) & FOOTER_MASK;
            if (bytes.size() >= FOOTER_SIZE && last == footer && isLegalNext()) {
                byte[] all = bytes.toByteArray();
                byte[] payload = new byte[all.length - FOOTER_SIZE];
                System.arraycopy(all, 0, payload, 0, payload.length);
                return payload;
            }
        }
    }

    private boolean isLegalNext() throws IOException {
        int code = input.peekU8(0);
        if (code == END) {
            return fragment;
        }
        SectionType type = SectionType.of(code);
        if (type == null) {
            return false;
        }
        return switch (type) {
            case EOF -> isLegalEnd();
            case START, FULL -> isLegalHeader();
            case PART, END -> begun.test(peek(1, Integer.BYTES));
            case COMMAND -> Command.fits(peek(1, Short.BYTES), peek(1 + Short.BYTES, Short.BYTES));
            default -> false;
        };
    }

    /** Nothing need follow the end, and a source that waits for an answer sends nothing: only what is here is looked at. */
    private boolean isLegalEnd() throws IOException {
        return !fragment && (input.available() < 2 || input.peekU8(1) == SectionType.DESCRIPTION.code());
    }

    private boolean isLegalHeader() throws IOException {
        int nameLength = input.peekU8(1 + Integer.BYTES);
        int name = 1 + Integer.BYTES + 1;
        return !begun.test(peek(1, Integer.BYTES))
                && nameLength > 0
                && input.peekText(name, nameLength) != null
                && Integer.compareUnsigned(peek(name + nameLength + Integer.BYTES, Integer.BYTES), MAX_VERSION) <= 0;
    }

    private int peek(int ahead, int length) throws IOException {
        int value = 0;
        for (int i = 0; i < length; i++) {
            value = value << Byte.SIZE | input.peekU8(ahead + i) & 0xff;
        }
        return value;
    }
}
