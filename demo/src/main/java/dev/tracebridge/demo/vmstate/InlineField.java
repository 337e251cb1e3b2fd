package dev.tracebridge.demo.vmstate;

import java.io.IOException;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A part with a state of its own, whose description stands in that of the field: one that is made for it, or of one version. */
final class InlineField<T, S> extends Field<T> {

    private final VmState<S> state;
    private final Function<T, S> make;
    private final BiConsumer<T, S> take;

    /**
     * A part.
     *
     * @param type {@code tmp} or {@code vstruct}
     * @param take what the device does with the part when it has been loaded
     */
    InlineField(String name, String type, VmState<S> state, Function<T, S> make, BiConsumer<T, S> take) {
        super(name, type);
        this.state = state;
        this.make = make;
        this.take = take;
    }

    @Override
    boolean isAlwaysUniform() {
        return state.isUniform();
    }

    @Override
    void save(T device, int index, VmStateSaver saver) throws IOException {
        saver.save(state, make.apply(device));
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        S part = make.apply(device);
        loader.load(state, part, state.version());
        take.accept(device, part);
    }
}
