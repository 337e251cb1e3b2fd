package dev.tracebridge.demo.vmstate;

import java.io.IOException;

/** Zeros where an older version had something. */
final class UnusedField<T> extends Field<T> {

    private final int length;

    UnusedField(String name, int length) {
        super(name, "unused_buffer");
        this.length = length;
    }

    @Override
    void save(T device, int index, VmStateSaver saver) throws IOException {
        saver.output().bytes(new byte[length]);
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        loader.input().skip(length, what);
    }
}
