package dev.tracebridge.agent.weaving;

import dev.tracebridge.agent.AgentLog;
import java.util.Collection;

/**
 * Initialises event classes, which makes Flight Recorder know them, on a thread of its own. While something is recorded Flight Recorder writes byte code for
 * each class and then all its metadata anew. At the first hit the thread that hits pays for it, and so does all that is hot at the time: that byte code is
 * written by large methods, which keep the compiler from the application's for some hundred milliseconds.
 */
final class EventPreload implements Runnable {

    /** What lies behind is made ready at its first hit, so that a catalogue as large as all of QEMU's is not loaded for nothing. */
    private static final int LIMIT = 512;

    private final Collection<IndexedEvent> events;
    private final ClassLoader loader;
    private final Thread before;

    private EventPreload(Collection<IndexedEvent> events, ClassLoader loader, Thread before) {
        this.events = events;
        this.loader = loader;
        this.before = before;
    }

    /**
     * Begins; the thread ends by itself.
     *
     * @param events the events
     * @param loader the loader of their classes
     * @param before a thread whose end to wait for
     * @return the thread
     */
    static Thread start(Collection<IndexedEvent> events, ClassLoader loader, Thread before) {
        Thread thread = AgentThread.of("tracebridge-events", new EventPreload(events, loader, before));
        thread.start();
        return thread;
    }

    @Override
    public void run() {
        try {
            before.join();
        } catch (InterruptedException notFromUs) {
            return;
        }
        int ready = 0;
        for (IndexedEvent event : events) {
            if (ready == LIMIT) {
                return;
            }
            try {
                Class.forName(event.className(), true, loader);
                ready++;
            } catch (ClassNotFoundException | LinkageError atTheFirstHit) {
                AgentLog.debug("could not make " + event.name() + " ready: " + atTheFirstHit);
            }
        }
    }
}
