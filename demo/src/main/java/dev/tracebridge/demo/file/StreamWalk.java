package dev.tracebridge.demo.file;

import dev.tracebridge.demo.description.DeviceDescription;
import dev.tracebridge.demo.description.StreamDescription;
import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.RamReader;
import dev.tracebridge.demo.stream.RamRecordHandler;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamReader;
import dev.tracebridge.demo.vmstate.Configuration;
import dev.tracebridge.demo.vmstate.VmStateLoader;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One reading of a stream from start to end, by somebody who is no party to the migration. A device's state is read field
 * by field where the stream's description is known beforehand; otherwise its end is searched for, and what was found is
 * held against the description when that arrives.
 *
 * <p>A stream that begins without magic is the second connection of a postcopy migration: a section nobody has begun is
 * one of ram there.
 *
 * <p>For one thread at a time.
 */
public final class StreamWalk {

    /** The longest postcopy package accepted; QEMU's own bound was 16 MiB before 10.0. */
    public static final int MAX_PACKAGE = 64 * 1024 * 1024;

    private static final String RAM = "ram";
    private static final int MAX_SECTIONS = 1 << 16;

    private final StreamInput input;
    private final StreamReader reader;
    private final StreamDescription description;
    private final int pageSize;
    private final StreamVisitor visitor;
    private final boolean fragment;
    private final RamReader ram;
    private final PayloadSearch search;
    private final Map<Integer, SectionHeader> sections;
    private final SectionLedger ledger;
    private boolean continued;

    private StreamWalk(
            StreamInput input, StreamDescription description, int pageSize, StreamVisitor visitor, StreamWalk outer) {
        this.input = input;
        this.reader = StreamReader.of(input);
        this.description = description;
        this.pageSize = pageSize;
        this.visitor = visitor;
        this.fragment = outer != null;
        this.ram = RamReader.of(input, pageSize);
        this.sections = outer == null ? new HashMap<>() : outer.sections;
        this.ledger = outer == null ? new SectionLedger() : outer.ledger;
        this.search = new PayloadSearch(input, sections::containsKey, fragment);
    }

    /**
     * A reading of a stream whose description is not known yet.
     *
     * @param pageSize bytes of a guest page, a power of two
     */
    public static StreamWalk live(StreamInput input, int pageSize, StreamVisitor visitor) {
        return new StreamWalk(input, null, pageSize, visitor, null);
    }

    static StreamWalk described(StreamInput input, StreamDescription description, StreamVisitor visitor)
            throws StreamFormatException {
        int pageSize = description.pageSize();
        if (pageSize < 1024 || pageSize > 1 << 16 || Integer.bitCount(pageSize) != 1) {
            throw new StreamFormatException(0, "a page size of 1 to 64 KiB in the description", pageSize + " bytes");
        }
        return new StreamWalk(input, description, pageSize, visitor, null);
    }

    /**
     * Reads to the end of the sections.
     *
     * @throws StreamFormatException if the stream breaks the format or disagrees with its description
     */
    public void sections() throws IOException {
        int first = input.peekU8(0);
        continued = first == SectionType.COMMAND.code() || first == SectionType.PART.code();
        if (!continued) {
            reader.header();
        }
        visitor.reached(input.position());
        SectionType type = reader.sectionType();
        while (type != SectionType.EOF) {
            part(type);
            visitor.reached(input.position());
            type = reader.sectionType();
        }
        visitor.endOfFile(input.position() - 1);
        visitor.reached(input.position());
    }

    /**
     * Reads what follows the sections to the end of the stream: nothing, or the description.
     *
     * @throws StreamFormatException if it is anything else, or disagrees with what was read
     */
    public void description() throws IOException {
        if (!input.isAtEnd()) {
            long start = input.position();
            SectionType type = reader.sectionType();
            if (type != SectionType.DESCRIPTION) {
                throw new StreamFormatException(start, SectionType.DESCRIPTION.toString(), type.toString());
            }
            byte[] json = reader.description();
            ledger.check(json, input.position() - json.length);
            visitor.description(json);
            visitor.reached(input.position());
        }
    }

    /** Reads the whole stream, which must end where its last part does. */
    void run() throws IOException {
        sections();
        description();
        if (!input.isAtEnd()) {
            throw new StreamFormatException(input.position(), "the end of the stream", "more bytes");
        }
        visitor.endOfStream(input.position());
    }

    private void part(SectionType type) throws IOException {
        long start = input.position() - 1;
        switch (type) {
            case CONFIGURATION -> {
                Configuration configuration = Configuration.any();
                VmStateLoader.of(input).load(Configuration.STATE, configuration, Configuration.STATE.version());
                ram.blocksCarry(
                        configuration.capabilities().contains("x-ignore-shared"),
                        configuration.capabilities().contains("mapped-ram"));
                visitor.configuration(configuration);
            }
            case COMMAND -> command(start);
            case START, FULL -> {
                SectionHeader header = reader.sectionHeader(type);
                if (sections.size() == MAX_SECTIONS) {
                    throw new StreamFormatException(start, "at most " + MAX_SECTIONS + " sections", "more");
                }
                if (sections.putIfAbsent(header.sectionId(), header) != null) {
                    throw new StreamFormatException(start, "a new section id", "" + header.sectionId() + " again");
                }
                section(start, type, header);
            }
            case PART, END -> section(start, type, begun(start, reader.sectionId()));
            default -> throw new StreamFormatException(start, "a section, a command or the end", type.toString());
        }
    }

    private SectionHeader begun(long start, int sectionId) throws StreamFormatException {
        SectionHeader header = sections.get(sectionId);
        if (header == null && continued) {
            header = new SectionHeader(SectionType.START, sectionId, RAM, 0, RamWriter.VERSION);
            sections.put(sectionId, header);
        }
        if (header == null) {
            throw new StreamFormatException(start, "the id of a section that has begun", "" + sectionId);
        }
        return header;
    }

    private void command(long start) throws IOException {
        CommandRecord command = reader.command();
        visitor.command(command);
        if (command.command() != Command.PACKAGED) {
            return;
        }
        int length = command.value();
        if (fragment || length < 0 || length > MAX_PACKAGE) {
            String expected = fragment ? "no package in a package" : "a package of at most " + MAX_PACKAGE + " bytes";
            throw new StreamFormatException(start, expected, Integer.toUnsignedString(length) + " bytes");
        }
        long offset = input.position();
        StreamInput inside = StreamInput.of(input.bytes(length, "a package"), offset);
        StreamWalk walk = new StreamWalk(inside, description, pageSize, visitor, this);
        while (!inside.isAtEnd()) {
            walk.part(walk.reader.sectionType());
        }
    }

    private void section(long start, SectionType type, SectionHeader header) throws IOException {
        visitor.section(type, header);
        long payload = input.position();
        Optional<DeviceDescription> device = described(type, header);
        if (header.idstr().equals(RAM)) {
            if (header.versionId() != RamWriter.VERSION) {
                throw new StreamFormatException(
                        start, "version " + RamWriter.VERSION + " of ram", "version " + header.versionId());
            }
            visitor.reached(payload);
            ram.section(new Pages());
        } else if (device.isPresent()) {
            StateWalk.of(input, device.get(), visitor).run();
        } else {
            byte[] bytes = search.read(header.sectionId(), header.idstr());
            ledger.add(type, header, bytes.length);
            visitor.opaque(header, bytes);
            visitor.endOfSection(bytes.length);
            return;
        }
        long length = input.position() - payload;
        ledger.add(type, header, length);
        visitor.endOfSection(length);
        reader.footer(header.sectionId(), header.idstr());
    }

    private Optional<DeviceDescription> described(SectionType type, SectionHeader header) {
        return description == null || type != SectionType.FULL
                ? Optional.empty()
                : description.device(header.idstr(), header.instanceId());
    }

    private final class Pages implements RamRecordHandler {

        @Override
        public void memorySize(long offset, List<RamBlockSize> blocks) throws IOException {
            visitor.memorySize(blocks);
            visitor.reached(input.position());
        }

        @Override
        public void multifdFlush(long offset) throws IOException {
            visitor.multifdFlush();
            visitor.reached(input.position());
        }

        @Override
        public void mappedPages(String block, long pages) throws IOException {
            visitor.mappedPages(block, pages);
            visitor.reached(input.position());
        }

        @Override
        public void zeroPage(RamPage page) throws IOException {
            visitor.page(page);
            visitor.reached(input.position());
        }

        @Override
        public void page(RamPage page, StreamInput from) throws IOException {
            visitor.page(page);
            from.skip(pageSize, "a page of " + page.block());
            visitor.reached(from.position());
        }

        @Override
        public void xbzrlePage(RamPage page, int length, StreamInput from) throws IOException {
            visitor.page(page);
            from.skip(length, "the difference of a page of " + page.block());
            visitor.reached(from.position());
        }
    }
}
