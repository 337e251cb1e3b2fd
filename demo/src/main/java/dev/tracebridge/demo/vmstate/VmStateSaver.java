package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamOutput;
import java.io.IOException;

/** Writes device state to a stream, and its description beside it. For one thread at a time. */
public final class VmStateSaver {

    private final StreamOutput output;
    private final DescriptionWriter description;
    private boolean describing = true;

    private VmStateSaver(StreamOutput output, DescriptionWriter description) {
        this.output = output;
        this.description = description;
    }

    /** Writes to {@code output} and describes in {@code description}. */
    public static VmStateSaver of(StreamOutput output, DescriptionWriter description) {
        return new VmStateSaver(output, description);
    }

    StreamOutput output() {
        return output;
    }

    /** Saves a device's fields, then the subsections it needs. */
    public <T> void save(VmState<T> state, T device) throws IOException {
        state.preSave(device);
        if (describing) {
            description.beginState(state);
        }
        for (Field<T> field : state.fields()) {
            saveField(state, field, device);
        }
        if (describing) {
            description.endFields();
        }
        saveSubsections(state, device);
    }

    private <T> void saveField(VmState<T> state, Field<T> field, T device) throws IOException {
        long count = field.count(device);
        boolean uniform = field.structure() == null || field.structure().isUniform();
        boolean outer = describing;
        for (int index = 0; index < count; index++) {
            if (describing) {
                description.beginField(state, field, index, count, uniform);
            }
            long start = output.position();
            field.save(device, index, this);
            if (describing) {
                description.endField(field, output.position() - start);
                describing = !uniform;
            }
        }
        describing = outer;
    }

    private <T> void saveSubsections(VmState<T> state, T device) throws IOException {
        boolean any = false;
        for (VmState<T> subsection : state.subsections()) {
            if (!subsection.isNeeded(device)) {
                continue;
            }
            if (describing && !any) {
                description.beginSubsections();
            }
            any = true;
            saveSubsection(state, subsection, device);
        }
        if (describing && any) {
            description.endSubsections();
        }
    }

    private <T> void saveSubsection(VmState<T> state, VmState<T> subsection, T device) throws IOException {
        if (describing) {
            description.beginSubsection();
        }
        output.u8(SectionType.SUBSECTION.code());
        output.name(subsection.name());
        output.u32(subsection.version());
        save(subsection, device);
        if (describing) {
            description.endSubsection();
        }
    }
}
