package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.vmstate.StateMismatchException;
import dev.tracebridge.demo.vmstate.VmState;

/** A queue of bytes in a ring, as QEMU's {@code Fifo8}. */
final class Fifo {

    static final int CAPACITY = 16;

    static final VmState<Fifo> STATE = VmState.<Fifo>named("Fifo8", 1)
            .buffer("data", f -> f.data)
            .uint32("head", f -> f.head, (f, v) -> f.head = v)
            .uint32("num", f -> f.count, (f, v) -> f.count = v)
            .postLoad(Fifo::check)
            .build();

    private final byte[] data = new byte[CAPACITY];
    private long head;
    private long count;

    /** Appends a byte; false if there is no room. */
    boolean push(int value) {
        if (count == CAPACITY) {
            return false;
        }
        data[(int) ((head + count) % CAPACITY)] = (byte) value;
        count++;
        return true;
    }

    /** Takes the oldest byte; -1 if there is none. */
    int pop() {
        if (count == 0) {
            return -1;
        }
        int value = Byte.toUnsignedInt(data[(int) head]);
        head = (head + 1) % CAPACITY;
        count--;
        return value;
    }

    boolean isEmpty() {
        return count == 0;
    }

    private void check() throws StateMismatchException {
        if (head >= CAPACITY || count > CAPACITY) {
            throw new StateMismatchException(
                    "a queue of " + CAPACITY + " bytes", "head " + head + " and " + count + " bytes in it");
        }
    }
}
