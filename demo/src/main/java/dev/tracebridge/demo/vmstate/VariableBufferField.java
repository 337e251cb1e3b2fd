package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.IOException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Bytes whose number an earlier field has given. */
final class VariableBufferField<T> extends Field<T> {

    private static final int MAXIMUM = 4096;

    private final ToLongFunction<T> length;
    private final Function<T, byte[]> get;
    private final BiConsumer<T, byte[]> set;

    VariableBufferField(String name, ToLongFunction<T> length, Function<T, byte[]> get, BiConsumer<T, byte[]> set) {
        super(name, "buffer");
        this.length = length;
        this.get = get;
        this.set = set;
    }

    @Override
    void save(T device, int index, VmStateSaver saver) throws IOException {
        saver.output().bytes(get.apply(device));
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        long bytes = length.applyAsLong(device);
        if (bytes > MAXIMUM) {
            throw new StreamFormatException(
                    loader.input().position(), "at most " + MAXIMUM + " bytes of " + what, bytes + " bytes");
        }
        set.accept(device, loader.input().bytes((int) bytes, what));
    }
}
