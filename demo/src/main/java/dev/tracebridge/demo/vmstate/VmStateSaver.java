package dev.tracebridge.demo.vmstate;

import dev.tracebridge.annotations.Arg;
import dev.tracebridge.annotations.TracepointSpan;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.migration.MigrationTrace;
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
        saveFields(state, state.name(), device);
        saveSubsections(state, device);
    }

    @TracepointSpan("vmstate_save_state")
    private <T> void saveFields(VmState<T> state, @Arg("idstr") String name, T device) throws IOException {
        if (state.preSave(device)) {
            MigrationTrace.vmstate_save_state_pre_save_res(name, 0);
        }
        if (describing) {
            description.beginState(state);
        }
        for (Field<T> field : state.fields()) {
            saveField(state, field, device);
        }
        if (describing) {
            description.endFields();
        }
    }

    private <T> void saveField(VmState<T> state, Field<T> field, T device) throws IOException {
        long count = field.count(device);
        MigrationTrace.vmstate_n_elems(field.name(), (int) count);
        MigrationTrace.vmstate_save_state_loop(state.name(), field.name(), (int) count);
        boolean uniform = field.isUniform(device);
        boolean outer = describing;
        for (int index = 0; index < count; index++) {
            if (describing) {
                DescriptionWriter.Position position =
                        new DescriptionWriter.Position(index, count, uniform, field.isAbsent(device, index));
                description.beginField(state, field, position);
            }
            long start = output.position();
            field.save(device, index, this);
            if (describing) {
                description.endField(field, field.isAbsent(device, index), output.position() - start);
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
            MigrationTrace.vmstate_subsection_save_loop(state.name(), subsection.name());
            saveSubsection(subsection, device);
        }
        if (describing && any) {
            description.endSubsections();
        }
    }

    private <T> void saveSubsection(VmState<T> subsection, T device) throws IOException {
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
