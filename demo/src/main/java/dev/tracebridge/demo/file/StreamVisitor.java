package dev.tracebridge.demo.file;

import dev.tracebridge.demo.description.DeviceDescription;
import dev.tracebridge.demo.description.FieldDescription;
import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.vmstate.Configuration;
import java.io.IOException;
import java.util.List;

/** Is told what a stream holds, in its order. All methods do nothing unless overridden. */
public interface StreamVisitor {

    /** The configuration section. */
    default void configuration(Configuration configuration) {}

    /**
     * A section begins.
     *
     * @param type START, PART, END or FULL
     * @param header as it was given in the section's START or FULL
     */
    default void section(SectionType type, SectionHeader header) {}

    /** The section that began last has ended, {@code payload} bytes long without header and footer. */
    default void endOfSection(long payload) throws IOException {}

    /** A command; the sections of a {@code PACKAGED} one follow as if they stood in the stream. */
    default void command(CommandRecord command) throws IOException {}

    /** The payload of a section whose layout is not known. */
    default void opaque(SectionHeader header, byte[] payload) {}

    /** The list of RAM blocks. */
    default void memorySize(List<RamBlockSize> blocks) {}

    /** Pages of a block that stand in the file at a place of their own each, {@code pages} in number. */
    default void mappedPages(String block, long pages) {}

    /** A page record; {@code page} holds good during the call. */
    default void page(RamPage page) throws IOException {}

    /** The end of a round on all multifd channels. */
    default void multifdFlush() throws IOException {}

    /** A structure of this name begins in a device's state; each element of an array is one. */
    default void beginStructure(String name) {}

    /** A subsection of this name begins in a device's state. */
    default void beginSubsection(String name) {}

    /** The structure or subsection that began last and is still open has ended. */
    default void endState() {}

    /**
     * A field of a device's state that is no structure.
     *
     * @param path the names of the structures and subsections around it and its own, joined by slashes
     * @param bytes all its elements
     */
    default void field(DeviceDescription device, String path, FieldDescription field, byte[] bytes) {}

    /** The end of the sections, at {@code offset}. */
    default void endOfFile(long offset) {}

    /** The description that follows the sections; it fits them. */
    default void description(byte[] json) {}

    /** A part of the stream has been read: everything before {@code offset}. */
    default void reached(long offset) throws IOException {}

    /** The end of the stream: it was {@code length} bytes long and nothing is left. */
    default void endOfStream(long length) {}
}
