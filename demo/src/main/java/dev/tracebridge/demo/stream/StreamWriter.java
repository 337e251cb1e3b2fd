package dev.tracebridge.demo.stream;

import java.io.IOException;

/**
 * Writes the envelope of a migration stream: header, sections' headers and footers, commands, end and description. What
 * goes inside a section is written to {@link #output()} in between.
 *
 * <p>For one thread at a time.
 */
public final class StreamWriter {

    /** The first four bytes, {@code QEVM}. */
    public static final int MAGIC = 0x5145564d;

    /** The version of the stream format. */
    public static final int VERSION = 3;

    private final StreamOutput output;

    private StreamWriter(StreamOutput output) {
        this.output = output;
    }

    /** Writes an envelope to {@code output}. */
    public static StreamWriter of(StreamOutput output) {
        return new StreamWriter(output);
    }

    /** Where the payload of sections goes. */
    public StreamOutput output() {
        return output;
    }

    /** Magic and version. */
    public void header() throws IOException {
        output.u32(MAGIC);
        output.u32(VERSION);
    }

    /** Opens the configuration section, which has no footer. */
    public void configuration() throws IOException {
        output.u8(SectionType.CONFIGURATION.code());
    }

    /** Opens a START or FULL section. */
    public void sectionHeader(SectionHeader header) throws IOException {
        output.u8(header.type().code());
        output.u32(header.sectionId());
        output.name(header.idstr());
        output.u32(header.instanceId());
        output.u32(header.versionId());
    }

    /** Opens a PART or END section. */
    public void sectionHeader(SectionType type, int sectionId) throws IOException {
        output.u8(type.code());
        output.u32(sectionId);
    }

    /** Closes a section. */
    public void footer(int sectionId) throws IOException {
        output.u8(SectionType.FOOTER.code());
        output.u32(sectionId);
    }

    /**
     * A command with its payload.
     *
     * @throws IllegalArgumentException if the payload does not fit the command
     */
    public void command(Command command, byte... payload) throws IOException {
        if (!command.hasLength(payload.length)) {
            throw new IllegalArgumentException(
                    command + " with " + payload.length + " bytes, not " + command.lengthText());
        }
        output.u8(SectionType.COMMAND.code());
        output.u16(command.code());
        output.u16(payload.length);
        output.bytes(payload);
    }

    /** The end of the sections. */
    public void endOfFile() throws IOException {
        output.u8(SectionType.EOF.code());
    }

    /** The description of the stream, after its end. */
    public void description(byte[] json) throws IOException {
        output.u8(SectionType.DESCRIPTION.code());
        output.u32(json.length);
        output.bytes(json);
    }
}
