package dev.tracebridge.exporter;

import java.util.List;

/** The thread of an event. Immutable. */
final class EventThread {

    static final long UNKNOWN = -1;

    static final EventThread NONE = new EventThread(UNKNOWN, 0, "");

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

    /**
     * Makes a thread. Its id is Java's, or the operating system's for a thread Java does not know.
     *
     * @param key tells it from others of the recording
     * @param javaId not positive for a thread Java does not know
     */
    static EventThread of(long key, long javaId, String javaName, long osId, String osName) {
        boolean java = javaId > 0;
        String name = java ? javaName : osName;
        return new EventThread(key, java ? javaId : osId, name == null ? "" : name);
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
