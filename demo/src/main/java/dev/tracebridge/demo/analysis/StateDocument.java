package dev.tracebridge.demo.analysis;

import dev.tracebridge.demo.description.DeviceDescription;
import dev.tracebridge.demo.description.FieldDescription;
import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The state of all devices of a stream as {@code analyze-migration.py -d state} prints it. A visitor of a stream: what it
 * has been told can be written at any time. Where that script gives up, a device of unknown layout is shown as bytes.
 *
 * <p>For one thread at a time.
 */
public final class StateDocument implements StreamVisitor {

    private static final String SIZES = "section sizes";
    private static final String DATA = "data";

    private final StateValue.Structure sections = new StateValue.Structure();
    private final Deque<StateValue.Structure> open = new ArrayDeque<>();
    private String key;
    private boolean full;

    /** An empty document. */
    public StateDocument() {}

    @Override
    public void section(SectionType type, SectionHeader header) {
        key = header.idstr() + " (" + Integer.toUnsignedString(header.sectionId()) + ")";
        full = type == SectionType.FULL;
        open.clear();
        open.push(new StateValue.Structure());
        if (full) {
            sections.replace(key, open.peek());
        }
    }

    @Override
    public void memorySize(List<RamBlockSize> blocks) {
        StateValue.Structure sizes = new StateValue.Structure();
        for (RamBlockSize block : blocks) {
            byte[] bytes =
                    ByteBuffer.allocate(Long.BYTES).putLong(block.usedLength()).array();
            sizes.replace(block.name(), new StateValue.Elements(FieldRendering.UNSIGNED, bytes, Long.BYTES, 1));
        }
        StateValue.Structure ram = new StateValue.Structure();
        ram.replace(SIZES, sizes);
        sections.replace(key, ram);
    }

    @Override
    public void opaque(SectionHeader header, byte[] payload) {
        if (full) {
            open.peek().replace(DATA, new StateValue.Elements(FieldRendering.BYTES, payload, payload.length, 1));
        } else {
            sections.replace(key, new StateValue.Nothing());
        }
    }

    @Override
    public void beginStructure(String name) {
        StateValue.Structure structure = new StateValue.Structure();
        open.peek().add(name, structure);
        open.push(structure);
    }

    @Override
    public void beginSubsection(String name) {
        StateValue.Structure structure = new StateValue.Structure();
        open.peek().replace(name, structure);
        open.push(structure);
    }

    @Override
    public void endState() {
        open.pop();
    }

    @Override
    public void field(DeviceDescription device, String path, FieldDescription field, byte[] bytes) {
        FieldRendering rendering = FieldRendering.of(field.type());
        open.peek()
                .add(
                        field.name(),
                        new StateValue.Elements(
                                rendering, bytes, Math.toIntExact(field.size()), Math.toIntExact(field.count())));
    }

    /** Writes the document and ends its last line. */
    public void write(Appendable out) throws IOException {
        sections.write(new IndentedJson(out));
        out.append('\n');
    }
}
