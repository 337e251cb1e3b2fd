package dev.tracebridge.agent;

import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/**
 * Runs tasks when Flight Recorder ends a chunk, or once a second while it records. Flight Recorder keeps what it is given for good, so copies of the
 * runtime in loaders that come and go ask here, where their tasks are held weakly. Safe for use by many threads.
 */
final class RecorderTasks implements Consumer<Runnable> {

    private final Class<? extends Event> period;
    private final Queue<WeakReference<Runnable>> tasks = new ConcurrentLinkedQueue<>();
    private boolean registered;

    private RecorderTasks(Class<? extends Event> period) {
        this.period = period;
    }

    static RecorderTasks atChunkEnd() {
        return new RecorderTasks(ChunkEnd.class);
    }

    static RecorderTasks everySecond() {
        return new RecorderTasks(Second.class);
    }

    @Override
    public void accept(Runnable task) {
        tasks.removeIf(known -> known.get() == null);
        tasks.add(new WeakReference<>(task));
        register();
    }

    private synchronized void register() {
        if (!registered) {
            registered = true;
            PeriodicEvents.add(period, this::run);
        }
    }

    private void run() {
        for (WeakReference<Runnable> known : tasks) {
            Runnable task = known.get();
            if (task != null) {
                try {
                    task.run();
                } catch (RuntimeException | LinkageError broken) {
                    AgentLog.error("open spans or metrics could not be written", broken);
                }
            }
        }
    }

    /** Never committed: it only brings the hook. */
    @Name("dev.tracebridge.ChunkEnd")
    @Label("Chunk End")
    @Enabled(true)
    @StackTrace(false)
    @Period("endChunk")
    private static final class ChunkEnd extends Event {}

    /** Never committed: it only brings the hook. */
    @Name("dev.tracebridge.Second")
    @Label("Second")
    @Enabled(true)
    @StackTrace(false)
    @Period("1 s")
    private static final class Second extends Event {}
}
