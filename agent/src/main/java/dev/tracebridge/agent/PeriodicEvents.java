package dev.tracebridge.agent;

import java.security.AccessController;
import java.security.PrivilegedAction;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;

/** Hooks for periodic events, which Flight Recorder keeps for good. */
final class PeriodicEvents {

    private PeriodicEvents() {}

    /**
     * Adds a hook that is held, but not its callers' loaders.
     *
     * @param type the event class
     * @param hook is run on a thread of Flight Recorder
     */
    static void add(Class<? extends Event> type, Runnable hook) {
        try {
            addWithoutCallers(type, hook);
        } catch (LinkageError noAccessController) {
            FlightRecorder.addPeriodicEvent(type, hook);
        }
    }

    /** Up to JDK 23 Flight Recorder keeps the access control context too, and by it the loaders of all callers; this cuts it off. */
    @SuppressWarnings("removal")
    private static void addWithoutCallers(Class<? extends Event> type, Runnable hook) {
        AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
            FlightRecorder.addPeriodicEvent(type, hook);
            return null;
        });
    }
}
