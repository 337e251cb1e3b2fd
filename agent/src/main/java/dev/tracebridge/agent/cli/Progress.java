package dev.tracebridge.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Says on a terminal what a command is at, once that takes longer than a second, and takes the line away when it is done.
 *
 * <p>Assumes that between its making and its end nobody else writes to the same stream. Guarantees that nothing is written after the end. The
 * command's own thread waits for no more than one write.
 */
public final class Progress {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final PrintWriter err;
    private final Supplier<String> message;
    private final Thread thread;
    private int shown;
    private boolean ended;

    private Progress(PrintWriter err, Supplier<String> message, Duration patience) {
        this.err = err;
        this.message = message;
        this.thread = new Thread(() -> show(patience), "tracebridge progress");
        thread.setDaemon(true);
    }

    /** What takes long. */
    public interface Work<T> {

        /**
         * Does it.
         *
         * @return what comes of it
         * @throws IOException where a file cannot be read or written
         */
        T run() throws IOException;
    }

    /**
     * Does something that may take long.
     *
     * @param err standard error, to which the work itself writes nothing
     * @param message what goes on, in one line shorter than a terminal's: {@code generating Java sources}
     * @param work the work, done by the calling thread
     * @return what comes of the work
     * @throws IOException if the work does
     */
    public static <T> T during(PrintWriter err, String message, Work<T> work) throws IOException {
        return during(err, () -> message, work);
    }

    /**
     * Does something that may take long and can tell how far it has come.
     *
     * @param <T> what comes of the work
     * @param err standard error, to which the work itself writes nothing
     * @param message what goes on, asked for once a second by another thread; in one line shorter than a terminal's, and never getting shorter
     * @param work the work, done by the calling thread
     * @return what comes of the work
     * @throws IOException if the work does
     */
    static <T> T during(PrintWriter err, Supplier<String> message, Work<T> work) throws IOException {
        Progress progress = begin(err, message, Terminal.isInteractive(), PATIENCE);
        try {
            return work.run();
        } finally {
            progress.end();
        }
    }

    static Progress begin(PrintWriter err, Supplier<String> message, boolean terminal, Duration patience) {
        Progress progress = new Progress(err, message, patience);
        if (terminal) {
            progress.thread.start();
        }
        return progress;
    }

    private void show(Duration patience) {
        boolean wanted = true;
        while (wanted) {
            try {
                Thread.sleep(patience.toMillis());
            } catch (InterruptedException e) {
                return;
            }
            wanted = show(message.get() + " ...");
        }
    }

    private synchronized boolean show(String text) {
        if (!ended) {
            err.print(shown == 0 ? text : '\r' + text);
            err.flush();
            shown = Math.max(shown, text.length());
        }
        return !ended;
    }

    synchronized void end() {
        ended = true;
        thread.interrupt();
        if (shown > 0) {
            err.print('\r' + " ".repeat(shown) + '\r');
            err.flush();
            shown = 0;
        }
    }
}
