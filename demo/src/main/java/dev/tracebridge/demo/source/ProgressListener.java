package dev.tracebridge.demo.source;

/** Is told how a migration gets on, by its thread and ten times a second at most. */
@FunctionalInterface
public interface ProgressListener {

    /**
     * A window of time has ended.
     *
     * @param transferred bytes sent since the start
     * @param remaining bytes that have still to be sent, as far as known
     * @param dirtySyncs rounds so far
     * @param megabitsPerSecond in the window
     */
    void progress(long transferred, long remaining, long dirtySyncs, double megabitsPerSecond);
}
