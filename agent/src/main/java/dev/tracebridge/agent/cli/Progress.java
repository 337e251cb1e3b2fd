package dev.tracebridge.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Says on a terminal what a command is at, once that takes longer than a second, and takes the line away when it is done.
 *
 * <p>Assumes that between its making and its end nobody else writes to the same stream. Guarantees that nothing is written after the end. The
 * command's own thread waits for no more than one write.
 */
public final class Progress {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final PrintWriter err;
    private final String message;
    private final Thread thread;
    private boolean shown;
    private boolean ended;

    private Progress(PrintWriter err, String message, Duration patience) {
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
        Progress progress = begin(err, message, Terminal.isInteractive(), PATIENCE);
        try {
            return work.run();
        } finally {
            progress.end();
        }
    }

    static Progress begin(PrintWriter err, String message, boolean terminal, Duration patience) {
        Progress progress = new Progress(err, message + " ...", patience);
        if (terminal) {
            progress.thread.start();
        }
        return progress;
    }

    private void show(Duration patience) {
        try {
            Thread.sleep(patience.toMillis());
        } catch (InterruptedException e) {
            return;
        }
        synchronized (this) {
            if (!ended) {
                err.print(message);
                err.flush();
                shown = true;
            }
        }
    }

    synchronized void end() {
        ended = true;
        thread.interrupt();
        if (shown) {
            err.print('\r' + " ".repeat(message.length()) + '\r');
            err.flush();
            shown = false;
        }
    }
}
