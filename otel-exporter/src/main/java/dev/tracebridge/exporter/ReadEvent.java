package dev.tracebridge.exporter;

/** An event of a recording, read. */
abstract sealed class ReadEvent permits TracepointEvent, RareEvent {

    private final long end;

    ReadEvent(long end) {
        this.end = end;
    }

    /** When it was over, nanoseconds since the epoch. */
    final long end() {
        return end;
    }
}
