package dev.tracebridge.demo.vmstate;

import java.io.IOException;

/** One field of a device's state: a value or an array of values of one type. */
abstract class Field<T> {

    private final String name;
    private final String type;

    Field(String name, String type) {
        this.name = name;
        this.type = type;
    }

    final String name() {
        return name;
    }

    /** The type's name in the description. */
    final String type() {
        return type;
    }

    /** How many elements the field has in this device; 1 unless it is an array. */
    long count(T device) {
        return 1;
    }

    /** The most elements that are loaded. */
    long maximumCount() {
        return Integer.MAX_VALUE;
    }

    /** The nested state of a structure, else null. */
    VmState<?> structure() {
        return null;
    }

    abstract void save(T device, int index, VmStateSaver saver) throws IOException;

    /** Reads one element; {@code what} names the field for errors. */
    abstract void load(T device, int index, VmStateLoader loader, String what) throws IOException;
}
