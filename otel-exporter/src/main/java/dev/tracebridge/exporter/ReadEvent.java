package dev.tracebridge.exporter;

import jdk.jfr.consumer.RecordedEvent;

/** An event of a recording as far as it was read. */
abstract class ReadEvent {

    private final long end;

    ReadEvent(long end) {
        this.end = end;
    }

    /** When it was over, nanoseconds since the epoch. */
    final long end() {
        return end;
    }

    /** One that is rare, and is read when its turn comes. */
    static final class Unread extends ReadEvent {

        private final RecordedEvent event;

        Unread(RecordedEvent event) {
            super(EventTimes.end(event));
            this.event = event;
        }

        RecordedEvent event() {
            return event;
        }
    }
}
