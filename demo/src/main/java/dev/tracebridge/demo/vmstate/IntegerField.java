package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.vmstate.VmState.ElementGetter;
import dev.tracebridge.demo.vmstate.VmState.ElementSetter;
import java.io.IOException;

/** A number, or an array of numbers of one type. */
final class IntegerField<T> extends Field<T> {

    private final IntegerType type;
    private final int count;
    private final ElementGetter<T> get;
    private final ElementSetter<T> set;

    IntegerField(String name, IntegerType type, int count, ElementGetter<T> get, ElementSetter<T> set) {
        super(name, type.text());
        this.type = type;
        this.count = count;
        this.get = get;
        this.set = set;
    }

    @Override
    long count(T device) {
        return count;
    }

    @Override
    void save(T device, int index, VmStateSaver saver) throws IOException {
        type.write(saver.output(), get.get(device, index));
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        long start = loader.input().position();
        long value = type.read(loader.input(), what);
        String objection = type.objection(value, get.get(device, index));
        if (objection != null) {
            throw new StreamFormatException(start, objection + " for " + what, "" + value);
        }
        set.set(device, index, value);
    }
}
