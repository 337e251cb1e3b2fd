package dev.tracebridge.bench.traced;

/** A class without tracepoints; copies of it under other names make an application of many classes. */
final class Crowd0000 {

    private final long value;

    Crowd0000(long value) {
        this.value = value;
    }

    long value() {
        return value;
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
