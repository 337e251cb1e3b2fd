package dev.tracebridge.exporter;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import jdk.jfr.consumer.RecordedThread;

/**
 * The thread of an event.
 *
 * @param key tells threads of one recording apart; {@link #UNKNOWN} where the recording does not say
 * @param id Java's id, or the operating system's for a thread Java does not know
 * @param name its name, possibly empty
 */
record EventThread(long key, long id, String name) {

    static final long UNKNOWN = -1;

    private static final AttributeKey<Long> ID = AttributeKey.longKey("thread.id");
    private static final AttributeKey<String> NAME = AttributeKey.stringKey("thread.name");
    private static final EventThread NONE = new EventThread(UNKNOWN, 0, "");

    static EventThread of(RecordedThread thread) {
        if (thread == null) {
            return NONE;
        }
        boolean java = thread.getJavaThreadId() > 0;
        String name = java ? thread.getJavaName() : thread.getOSName();
        return new EventThread(
                thread.getId(), java ? thread.getJavaThreadId() : thread.getOSThreadId(), name == null ? "" : name);
    }

    void addTo(AttributesBuilder attributes) {
        if (id > 0) {
            attributes.put(ID, id);
        }
        if (!name.isEmpty()) {
            attributes.put(NAME, name);
        }
    }
}
