package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.IOException;
import java.util.function.BiFunction;

/** Parts of the device of one kind, of which some are not there on either side. */
final class PointerArrayField<T, S> extends Field<T> {

    /** What is sent for a part that is not there. */
    private static final int ABSENT = '0';

    private final VmState<S> state;
    private final int count;
    private final BiFunction<T, Integer, S> part;

    PointerArrayField(String name, VmState<S> state, int count, BiFunction<T, Integer, S> part) {
        super(name, "struct");
        this.state = state;
        this.count = count;
        this.part = part;
    }

    @Override
    long count(T device) {
        return count;
    }

    @Override
    VmState<?> structure() {
        return state;
    }

    @Override
    boolean isAlwaysUniform() {
        return false;
    }

    @Override
    boolean isUniform(T device) {
        boolean whole = state.isUniform();
        for (int index = 0; index < count; index++) {
            whole &= !isAbsent(device, index);
        }
        return whole;
    }

    @Override
    boolean isAbsent(T device, int index) {
        return part.apply(device, index) == null;
    }

    @Override
    void save(T device, int index, VmStateSaver saver) throws IOException {
        if (isAbsent(device, index)) {
            saver.output().u8(ABSENT);
        } else {
            saver.save(state, part.apply(device, index));
        }
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        if (!isAbsent(device, index)) {
            loader.load(state, part.apply(device, index), state.version());
            return;
        }
        long start = loader.input().position();
        int mark = loader.input().u8(what);
        if (mark != ABSENT) {
            throw new StreamFormatException(
                    start, String.format("0x%02x for an element of %s that is not there", ABSENT, what), "" + mark);
        }
    }
}
