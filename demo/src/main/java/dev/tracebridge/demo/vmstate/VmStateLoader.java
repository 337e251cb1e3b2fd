package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads device state from a stream. For one thread at a time. */
public final class VmStateLoader {

    private static final int SUBSECTION_HEAD = 2;

    /** What QEMU returns for a field it cannot load, {@code -EINVAL}. */
    private static final int INVALID = -22;

    private static final String END = "end";

    private final StreamInput input;

    private VmStateLoader(StreamInput input) {
        this.input = input;
    }

    /** Reads from {@code input}. */
    public static VmStateLoader of(StreamInput input) {
        return new VmStateLoader(input);
    }

    StreamInput input() {
        return input;
    }

    /**
     * Loads a device's fields, then the subsections that follow.
     *
     * @param version the version the stream has
     */
    public <T> void load(VmState<T> state, T device, int version) throws IOException {
        long start = input.position();
        MigrationTrace.vmstate_load_state(state.name(), version);
        if (version > state.version() || version < state.minimumVersion()) {
            String reason = version > state.version() ? "too new" : "too old";
            MigrationTrace.vmstate_load_state_end(state.name(), reason, INVALID);
            throw new StreamFormatException(
                    start,
                    "version " + state.minimumVersion() + " to " + state.version() + " of " + state.name(),
                    "version " + Integer.toUnsignedString(version));
        }
        for (Field<T> field : state.fields()) {
            MigrationTrace.vmstate_load_state_field(state.name(), field.name());
            try {
                loadField(state, field, device);
            } catch (IOException e) {
                MigrationTrace.vmstate_load_field_error(field.name(), INVALID);
                throw e;
            }
        }
        loadSubsections(state, device);
        try {
            state.postLoad(device);
        } catch (StateMismatchException e) {
            MigrationTrace.vmstate_load_state_end(state.name(), END, INVALID);
            throw new StreamFormatException(start, e.expected(), e.found());
        }
        MigrationTrace.vmstate_load_state_end(state.name(), END, 0);
    }

    private <T> void loadField(VmState<T> state, Field<T> field, T device) throws IOException {
        String what = state.name() + "/" + field.name();
        long count = field.count(device);
        MigrationTrace.vmstate_n_elems(field.name(), (int) count);
        if (count > field.maximumCount()) {
            throw new StreamFormatException(
                    input.position(), "at most " + field.maximumCount() + " elements of " + what, "" + count);
        }
        for (int index = 0; index < count; index++) {
            field.load(device, index, this, what);
        }
    }

    private <T> void loadSubsections(VmState<T> state, T device) throws IOException {
        MigrationTrace.vmstate_subsection_load(state.name());
        while (input.peekU8(0) == SectionType.SUBSECTION.code()) {
            int length = input.peekU8(1);
            if (length < state.name().length() + 1) {
                // too short for one of ours: it belongs to a state around this one
                MigrationTrace.vmstate_subsection_load_bad(state.name(), "(short)", "");
                return;
            }
            String name = input.peekText(SUBSECTION_HEAD, length);
            if (name == null) {
                MigrationTrace.vmstate_subsection_load_bad(state.name(), "(peek fail)", "");
                return;
            }
            if (!name.startsWith(state.name() + "/")) {
                MigrationTrace.vmstate_subsection_load_bad(state.name(), name, "(prefix)");
                return;
            }
            loadSubsection(state, name, device);
        }
        MigrationTrace.vmstate_subsection_load_good(state.name());
    }

    private <T> void loadSubsection(VmState<T> state, String name, T device) throws IOException {
        long start = input.position();
        Optional<VmState<T>> subsection = state.subsection(name);
        if (subsection.isEmpty()) {
            MigrationTrace.vmstate_subsection_load_bad(state.name(), name, "(lookup)");
            throw new StreamFormatException(start, "a subsection " + state.name() + " has", name);
        }
        input.skip(SUBSECTION_HEAD + name.getBytes(StandardCharsets.UTF_8).length, "head of subsection");
        int version = input.i32("version of subsection " + name);
        try {
            load(subsection.get(), device, version);
        } catch (IOException e) {
            MigrationTrace.vmstate_subsection_load_bad(state.name(), name, "(child)");
            throw e;
        }
    }
}
