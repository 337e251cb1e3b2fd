package dev.tracebridge.agent.weaving;

import dev.tracebridge.agent.AgentLog;
import java.time.Duration;
import java.util.Collection;

/**
 * Initialises event classes, which makes Flight Recorder know them, on a thread of its own. While something is recorded Flight Recorder writes byte code for
 * each class and then all its metadata anew. At the first hit the thread that hits pays for it, and so does all that is hot at the time: that byte code is
 * written by large methods, which keep the compiler from the application's for some hundred milliseconds.
 *
 * <p>A JVM that ends soon hits few of them, and would pay for all with its two cores and 30 MB of the compiler's, so there is a pause before the first.
 */
final class EventPreload implements Runnable {

    /** What lies behind is made ready at its first hit, so that a catalogue as large as all of QEMU's is not loaded for nothing. */
    private static final int LIMIT = 512;

    /** Longer than a hello world runs after its weaver is loaded; shorter than what most programs do before they work. */
    static final Duration PAUSE = Duration.ofMillis(250);

    private final Collection<IndexedEvent> events;
    private final ClassLoader loader;
    private final Thread before;
    private final Duration pause;

    private EventPreload(Collection<IndexedEvent> events, ClassLoader loader, Thread before, Duration pause) {
        this.events = events;
        this.loader = loader;
        this.before = before;
        this.pause = pause;
    }

    /**
     * Begins; the thread ends by itself.
     *
     * @param events the events
     * @param loader the loader of their classes
     * @param before a thread whose end to wait for
     * @param pause how long to wait after that
     * @return the thread
     */
    static Thread start(Collection<IndexedEvent> events, ClassLoader loader, Thread before, Duration pause) {
        Thread thread = AgentThread.of("tracebridge-events", new EventPreload(events, loader, before, pause));
        thread.start();
        return thread;
    }

    @Override
    public void run() {
        try {
            before.join();
            Thread.sleep(pause.toMillis());
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
