package dev.tracebridge.demo.vmstate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** The bytes of an array of the device's, whose length never changes. */
final class BufferField<T> extends Field<T> {

    private final Function<T, byte[]> array;

    BufferField(String name, Function<T, byte[]> array) {
        super(name, "buffer");
        this.array = array;
    }

    @Override
    void save(T device, int index, VmStateSaver saver) throws IOException {
        saver.output().bytes(array.apply(device));
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        loader.input().bytes(ByteBuffer.wrap(array.apply(device)), what);
    }
}
