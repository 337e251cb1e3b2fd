package dev.tracebridge.demo.file;

import dev.tracebridge.demo.description.DeviceDescription;
import dev.tracebridge.demo.description.FieldDescription;
import dev.tracebridge.demo.description.StateDescription;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;

/** The state of one device, read field by field as the stream's description has it. */
final class StateWalk {

    /** Others, such as {@code tmp}, have parts as well, but QEMU's tools show them whole. */
    private static final String STRUCTURE = "struct";

    /** The most structures without content in one device: they cost no bytes, so only this bounds them. */
    private static final int MAX_EMPTY = 1 << 16;

    private final StreamInput input;
    private final DeviceDescription device;
    private final StreamVisitor visitor;
    private long empty;

    private StateWalk(StreamInput input, DeviceDescription device, StreamVisitor visitor) {
        this.input = input;
        this.device = device;
        this.visitor = visitor;
    }

    static StateWalk of(StreamInput input, DeviceDescription device, StreamVisitor visitor) {
        return new StateWalk(input, device, visitor);
    }

    void run() throws IOException {
        state(device.idstr(), device.state());
    }

    private void state(String path, StateDescription state) throws IOException {
        for (FieldDescription field : state.fields()) {
            field(path + "/" + field.name(), field);
        }
        for (StateDescription subsection : state.subsections()) {
            subsectionHead(subsection);
            visitor.beginSubsection(subsection.name());
            state(path + "/" + subsection.name(), subsection);
            visitor.endState();
        }
    }

    private void field(String path, FieldDescription field) throws IOException {
        if (field.size() == 0) {
            countEmpty(path, field.count());
        }
        if (field.structure().isEmpty() || !field.type().equals(STRUCTURE)) {
            byte[] bytes = input.bytes(Math.toIntExact(checkedSize(path, field)), path);
            visitor.field(device, path, field, bytes);
            return;
        }
        StateDescription structure = field.structure().get();
        if (structure.size() != field.size()) {
            throw new StreamFormatException(
                    input.position(), field.size() + " bytes described of " + path, structure.size() + " bytes");
        }
        for (long index = 0; index < field.count(); index++) {
            visitor.beginStructure(field.name());
            state(path, structure);
            visitor.endState();
        }
    }

    private void countEmpty(String path, long count) throws StreamFormatException {
        empty += count;
        if (empty > MAX_EMPTY) {
            throw new StreamFormatException(
                    input.position(),
                    "at most " + MAX_EMPTY + " fields without content in " + device.idstr(),
                    count + " of " + path);
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
        int code = input.u8(expected);
        if (code != SectionType.SUBSECTION.code()) {
            throw new StreamFormatException(start, expected, String.format("0x%02x", code));
        }
        String name = input.name("name of a subsection");
        int version = input.i32("version of a subsection");
        if (!name.equals(subsection.name()) || version != subsection.version()) {
            throw new StreamFormatException(
                    start, expected + " version " + subsection.version(), name + " version " + version);
        }
    }
}
