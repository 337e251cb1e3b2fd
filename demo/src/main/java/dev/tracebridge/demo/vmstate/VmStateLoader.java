package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;
import java.util.Optional;

/** Reads device state from a stream. For one thread at a time. */
public final class VmStateLoader {

    private static final int SUBSECTION_HEAD = 2;

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
        if (version > state.version() || version < state.minimumVersion()) {
            throw new StreamFormatException(
                    start,
                    "version " + state.minimumVersion() + " to " + state.version() + " of " + state.name(),
                    "version " + Integer.toUnsignedString(version));
        }
        for (Field<T> field : state.fields()) {
            loadField(state, field, device);
        }
        loadSubsections(state, device);
        try {
            state.postLoad(device);
        } catch (StateMismatchException e) {
            throw new StreamFormatException(start, e.expected(), e.found());
        }
    }

    private <T> void loadField(VmState<T> state, Field<T> field, T device) throws IOException {
        String what = state.name() + "/" + field.name();
        long count = field.count(device);
        if (count > field.maximumCount()) {
            throw new StreamFormatException(
                    input.position(), "at most " + field.maximumCount() + " elements of " + what, "" + count);
        }
        for (int index = 0; index < count; index++) {
            field.load(device, index, this, what);
        }
    }

    private <T> void loadSubsections(VmState<T> state, T device) throws IOException {
        while (input.peekU8(0) == SectionType.SUBSECTION.code()) {
            int length = input.peekU8(1);
            if (length < state.name().length() + 1) {
                return; // too short for one of ours: it belongs to a state around this one
            }
            String name = input.peekText(SUBSECTION_HEAD, length);
            if (name == null || !name.startsWith(state.name() + "/")) {
                return; // likewise, or no subsection at all
            }
            loadSubsection(state, name, device);
        }
    }

    private <T> void loadSubsection(VmState<T> state, String name, T device) throws IOException {
        long start = input.position();
        Optional<VmState<T>> subsection = state.subsection(name);
        if (subsection.isEmpty()) {
            throw new StreamFormatException(start, "a subsection " + state.name() + " has", name);
        }
        input.u8("subsection");
        input.name("subsection name");
        int version = input.i32("version of subsection " + name);
        load(subsection.get(), device, version);
    }
}
