package dev.tracebridge.demo.vmstate;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Names, as many as an earlier field has given, each after one byte of length. */
final class CapabilityField<T> extends Field<T> {

    /** QEMU has some thirty. */
    private static final int MAXIMUM = 256;

    private final ToLongFunction<T> count;
    private final Function<T, List<String>> names;

    CapabilityField(String name, ToLongFunction<T> count, Function<T, List<String>> names) {
        super(name, "capability");
        this.count = count;
        this.names = names;
    }

    @Override
    long count(T device) {
        return count.applyAsLong(device);
    }

    @Override
    long maximumCount() {
        return MAXIMUM;
    }

    @Override
    void save(T device, int index, VmStateSaver saver) throws IOException {
        saver.output().name(names.apply(device).get(index));
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        names.apply(device).add(loader.input().name(what));
    }
}
