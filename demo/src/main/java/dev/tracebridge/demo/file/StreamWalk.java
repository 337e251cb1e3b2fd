package dev.tracebridge.demo.file;

import dev.tracebridge.demo.description.DeviceDescription;
import dev.tracebridge.demo.description.FieldDescription;
import dev.tracebridge.demo.description.StateDescription;
import dev.tracebridge.demo.description.StreamDescription;
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
import java.nio.channels.ReadableByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One reading of a stream from start to end. */
final class StreamWalk {

    private static final String RAM = "ram";

    private final StreamInput input;
    private final StreamReader reader;
    private final StreamDescription description;
    private final StreamVisitor visitor;
    private final RamReader ram;
    private final Map<Integer, SectionHeader> sections = new HashMap<>();

    private StreamWalk(StreamInput input, StreamDescription description, StreamVisitor visitor) {
        this.input = input;
        this.reader = StreamReader.of(input);
        this.description = description;
        this.visitor = visitor;
        this.ram = RamReader.of(input, description.pageSize());
    }

    static StreamWalk of(ReadableByteChannel channel, StreamDescription description, StreamVisitor visitor)
            throws StreamFormatException {
        int pageSize = description.pageSize();
        if (pageSize < 1024 || pageSize > 1 << 16 || Integer.bitCount(pageSize) != 1) {
            throw new StreamFormatException(0, "a page size of 1 to 64 KiB in the description", pageSize + " bytes");
        }
        return new StreamWalk(StreamInput.of(channel), description, visitor);
    }

    void run() throws IOException {
        reader.header();
        SectionType type = reader.sectionType();
        while (type != SectionType.EOF) {
            part(type);
            type = reader.sectionType();
        }
        visitor.endOfFile(input.position() - 1);
        long start = input.position();
        type = reader.sectionType();
        if (type != SectionType.DESCRIPTION) {
            throw new StreamFormatException(start, SectionType.DESCRIPTION.toString(), type.toString());
        }
        reader.description();
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
                visitor.configuration(configuration);
            }
            case COMMAND -> visitor.command(reader.command());
            case START, FULL -> {
                SectionHeader header = reader.sectionHeader(type);
                if (sections.putIfAbsent(header.sectionId(), header) != null) {
                    throw new StreamFormatException(start, "a new section id", "" + header.sectionId() + " again");
                }
                section(start, type, header);
            }
            case PART, END -> {
                int sectionId = reader.sectionId();
                SectionHeader header = sections.get(sectionId);
                if (header == null) {
                    throw new StreamFormatException(start, "the id of a section that has begun", "" + sectionId);
                }
                section(start, type, header);
            }
            default -> throw new StreamFormatException(start, "a section, a command or the end", type.toString());
        }
    }

    private void section(long start, SectionType type, SectionHeader header) throws IOException {
        visitor.section(type, header);
        long payload = input.position();
        if (header.idstr().equals(RAM)) {
            if (header.versionId() != RamWriter.VERSION) {
                throw new StreamFormatException(
                        start, "version " + RamWriter.VERSION + " of ram", "version " + header.versionId());
            }
            ram.section(new Pages());
        } else if (type == SectionType.FULL) {
            DeviceDescription device = description
                    .device(header.idstr(), header.instanceId())
                    .orElseThrow(() -> new StreamFormatException(
                            start, "a device of the description", header.idstr() + " " + header.instanceId()));
            state(device, device.idstr(), device.state());
        } else {
            throw new StreamFormatException(start, "ram, the one iterable device known", header.idstr());
        }
        visitor.endOfSection(input.position() - payload);
        reader.footer(header.sectionId(), header.idstr());
    }

    private final class Pages implements RamRecordHandler {

        @Override
        public void memorySize(long offset, List<RamBlockSize> blocks) {
            visitor.memorySize(blocks);
        }

        @Override
        public void zeroPage(RamPage page) {
            visitor.page(page);
        }

        @Override
        public void page(RamPage page, StreamInput from) throws IOException {
            visitor.page(page);
            from.skip(description.pageSize(), "a page of " + page.block());
        }
    }

    private void state(DeviceDescription device, String path, StateDescription state) throws IOException {
        for (FieldDescription field : state.fields()) {
            field(device, path + "/" + field.name(), field);
        }
        for (StateDescription subsection : state.subsections()) {
            subsectionHead(subsection);
            state(device, path + "/" + subsection.name(), subsection);
        }
    }

    private void field(DeviceDescription device, String path, FieldDescription field) throws IOException {
        if (field.structure().isEmpty()) {
            byte[] bytes = input.bytes(Math.toIntExact(checkedSize(path, field)), path);
            visitor.field(device, path, field, bytes);
            return;
        }
        StateDescription structure = field.structure().get();
        if (structure.size() != field.size()) {
            throw new StreamFormatException(
                    input.position(), field.size() + " bytes described of " + path, structure.size() + " bytes");
        }
        if (field.size() == 0) {
            return; // however many there are, they come to nothing
        }
        for (long index = 0; index < field.count(); index++) {
            state(device, path, structure);
        }
    }

    private long checkedSize(String path, FieldDescription field) throws StreamFormatException {
        if (field.count() != 0 && field.size() > Integer.MAX_VALUE / field.count()) {
            throw new StreamFormatException(
                    input.position(), "at most 2 GiB of " + path, field.count() + " times " + field.size() + " bytes");
        }
        return field.size() * field.count();
    }

    private void subsectionHead(StateDescription subsection) throws IOException {
        long start = input.position();
        String expected = "subsection " + subsection.name();
        SectionType type = reader.sectionType();
        if (type != SectionType.SUBSECTION) {
            throw new StreamFormatException(start, expected, type.toString());
        }
        String name = input.name("name of a subsection");
        int version = input.i32("version of a subsection");
        if (!name.equals(subsection.name()) || version != subsection.version()) {
            throw new StreamFormatException(
                    start, expected + " version " + subsection.version(), name + " version " + version);
        }
    }
}
