package dev.tracebridge.demo.vmstate;

import java.io.IOException;

/** One field of a device's state: a value or an array of values of one type. */
abstract class Field<T> {

    /** The most elements of a list, and nodes of a tree, that are loaded. */
    static final int MOST_PARTS = 1 << 16;

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

    /** Whether all elements have one layout in this device, so that one description serves all. */
    boolean isUniform(T device) {
        return isAlwaysUniform();
    }

    /** Whether its layout is the same in every device. */
    boolean isAlwaysUniform() {
        return structure() == null || structure().isUniform();
    }

    /** Whether there is no such element in this device, which is said in its place. */
    boolean isAbsent(T device, int index) {
        return false;
    }

    abstract void save(T device, int index, VmStateSaver saver) throws IOException;

    /** Reads one element; {@code what} names the field for errors. */
    abstract void load(T device, int index, VmStateLoader loader, String what) throws IOException;
}
