package dev.tracebridge.demo.stream;

import java.io.IOException;

/**
 * Reads the envelope of a migration stream. What is inside a section the caller reads from {@link #input()} in between:
 * the stream does not say how long it is.
 *
 * <p>For one thread at a time.
 */
public final class StreamReader {

    /** The longest description accepted; QEMU's own for a large machine has a few hundred KiB. */
    public static final int MAX_DESCRIPTION = 16 * 1024 * 1024;

    private final StreamInput input;

    private StreamReader(StreamInput input) {
        this.input = input;
    }

    /** Reads an envelope from {@code input}. */
    public static StreamReader of(StreamInput input) {
        return new StreamReader(input);
    }

    /** Where the payload of sections comes from. */
    public StreamInput input() {
        return input;
    }

    /** Magic and version. */
    public void header() throws IOException {
        long start = input.position();
        int magic = input.i32("magic");
        if (magic != StreamWriter.MAGIC) {
            throw new StreamFormatException(
                    start, String.format("magic 0x%08x (QEVM)", StreamWriter.MAGIC), String.format("0x%08x", magic));
        }
        long versionStart = input.position();
        int version = input.i32("stream version");
        if (version != StreamWriter.VERSION) {
            throw new StreamFormatException(
                    versionStart, "stream version " + StreamWriter.VERSION, Integer.toUnsignedString(version));
        }
    }

    /** The byte that opens the next part of the stream. */
    public SectionType sectionType() throws IOException {
        long start = input.position();
        int code = input.u8("section type");
        SectionType type = SectionType.of(code);
        if (type == null) {
            throw new StreamFormatException(start, "a section type", String.format("0x%02x", code));
        }
        return type;
    }

    /** The rest of the header of a START or FULL section, after its type. */
    public SectionHeader sectionHeader(SectionType type) throws IOException {
        int sectionId = input.i32("section id");
        String idstr = input.name("device name");
        int instanceId = input.i32("instance id");
        int versionId = input.i32("version id");
        return new SectionHeader(type, sectionId, idstr, instanceId, versionId);
    }

    /** The section id of a PART or END section, after its type. */
    public int sectionId() throws IOException {
        return input.i32("section id");
    }

    /**
     * The footer of the section {@code sectionId}.
     *
     * @param device the section's device, for the error
     */
    public void footer(int sectionId, String device) throws IOException {
        long start = input.position();
        String expected = "the footer of section " + Integer.toUnsignedString(sectionId) + " (" + device + ")";
        int code = input.u8(expected);
        if (code != SectionType.FOOTER.code()) {
            throw new StreamFormatException(start, expected, String.format("0x%02x", code));
        }
        int found = input.i32("section id of a footer");
        if (found != sectionId) {
            throw new StreamFormatException(start, expected, "that of section " + Integer.toUnsignedString(found));
        }
    }

    /** A command with its payload, after the type byte. */
    public CommandRecord command() throws IOException {
        long start = input.position();
        int code = input.u16("command");
        Command command = Command.of(code);
        if (command == null) {
            throw new StreamFormatException(start, "a command (1 to " + Command.values().length + ")", "" + code);
        }
        long lengthStart = input.position();
        int length = input.u16("length of " + command);
        if (!command.hasLength(length)) {
            throw new StreamFormatException(
                    lengthStart, command.lengthText() + " of payload for " + command, length + " bytes");
        }
        return new CommandRecord(command, input.bytes(length, "payload of " + command));
    }

    /** The length and the text of the description, after its type byte. */
    public byte[] description() throws IOException {
        long start = input.position();
        long length = input.u32("length of the description");
        if (length > MAX_DESCRIPTION) {
            throw new StreamFormatException(
                    start, "a description of at most " + MAX_DESCRIPTION + " bytes", length + " bytes");
        }
        return input.bytes((int) length, "the description");
    }
}
