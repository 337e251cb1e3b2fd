package dev.tracebridge.exporter;

import java.util.List;
import jdk.jfr.consumer.RecordedThread;

/** The thread of an event. Immutable. */
final class EventThread {

    static final long UNKNOWN = -1;

    private static final EventThread NONE = new EventThread(UNKNOWN, 0, "");

    private final long key;
    private final List<KnownAttribute> attributes;

    private EventThread(long key, long id, String name) {
        this.key = key;
        KnownAttribute ofId = id > 0 ? KnownAttribute.number(KnownAttribute.THREAD_ID, id) : null;
        KnownAttribute ofName = name.isEmpty() ? null : KnownAttribute.text(KnownAttribute.THREAD_NAME, name);
        if (ofId == null) {
            this.attributes = ofName == null ? List.of() : List.of(ofName);
        } else {
            this.attributes = ofName == null ? List.of(ofId) : List.of(ofId, ofName);
        }
    }

    /** Its id is Java's, or the operating system's for a thread Java does not know. */
    static EventThread of(RecordedThread thread) {
        if (thread == null) {
            return NONE;
        }
        boolean java = thread.getJavaThreadId() > 0;
        String name = java ? thread.getJavaName() : thread.getOSName();
        return new EventThread(
                thread.getId(), java ? thread.getJavaThreadId() : thread.getOSThreadId(), name == null ? "" : name);
    }

    /** Tells threads of one recording apart; {@link #UNKNOWN} where the recording does not say. */
    long key() {
        return key;
    }

    /** {@code thread.id} and {@code thread.name}, as far as they are known. */
    List<KnownAttribute> attributes() {
        return attributes;
    }
}
