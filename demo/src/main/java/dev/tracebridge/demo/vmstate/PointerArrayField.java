package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.IOException;
import java.util.function.BiFunction;

/** Parts of the device of one kind, of which some are not there on either side. */
final class PointerArrayField<T, S> extends StructField<T, S> {

    /** What is sent for a part that is not there. */
    private static final int ABSENT = '0';

    PointerArrayField(String name, VmState<S> state, int count, BiFunction<T, Integer, S> part) {
        super(name, state, count, part);
    }

    @Override
    boolean isAlwaysUniform() {
        return false;
    }

    @Override
    boolean isUniform(T device) {
        boolean whole = structure().isUniform();
        for (int index = 0; index < count(device); index++) {
            whole &= !isAbsent(device, index);
        }
        return whole;
    }

    @Override
    boolean isAbsent(T device, int index) {
        return part(device, index) == null;
    }

    @Override
    void save(T device, int index, VmStateSaver saver) throws IOException {
        if (isAbsent(device, index)) {
            saver.output().u8(ABSENT);
        } else {
            super.save(device, index, saver);
        }
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        if (!isAbsent(device, index)) {
            super.load(device, index, loader, what);
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
