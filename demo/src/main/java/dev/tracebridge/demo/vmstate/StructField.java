package dev.tracebridge.demo.vmstate;

import java.io.IOException;
import java.util.function.BiFunction;

/** A part of the device with a state of its own, or an array of such parts. */
class StructField<T, S> extends Field<T> {

    private final VmState<S> state;
    private final int count;
    private final BiFunction<T, Integer, S> part;

    StructField(String name, VmState<S> state, int count, BiFunction<T, Integer, S> part) {
        super(name, "struct");
        this.state = state;
        this.count = count;
        this.part = part;
    }

    /** One of the parts; null where it is not there. */
    final S part(T device, int index) {
        return part.apply(device, index);
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
    void save(T device, int index, VmStateSaver saver) throws IOException {
        saver.save(state, part(device, index));
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        loader.load(state, part(device, index), state.version());
    }
}
