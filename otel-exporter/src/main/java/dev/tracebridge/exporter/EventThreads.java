package dev.tracebridge.exporter;

import java.util.IdentityHashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedThread;

/** The threads of the events read, each looked at once per chunk, where it is one object. Bounded; not for several threads. */
final class EventThreads {

    private static final int LIMIT = 1024;

    private final Map<RecordedThread, EventThread> known = new IdentityHashMap<>();

    EventThread of(RecordedThread thread) {
        EventThread found = known.get(thread);
        if (found == null) {
            if (known.size() >= LIMIT) {
                known.clear();
            }
            found = EventThread.of(thread);
            known.put(thread, found);
        }
        return found;
    }
}
