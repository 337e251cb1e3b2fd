package dev.tracebridge.demo.transport;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.migration.MigrationTrace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A command of the shell at the other end (QEMU's {@code exec:}). Its standard error is that of this process. */
final class CommandTransport {

    private static final String TYPE = "qio-channel-command";
    private static final int SHOWN = 40;

    private CommandTransport() {}

    static MigrationChannel writingTo(String command, Duration timeout) throws IOException {
        MigrationTrace.migration_exec_outgoing(command);
        Process process = start(command, true);
        WritableByteChannel to = Channels.newChannel(process.getOutputStream());
        return new BlockingTransport(
                TYPE, name(command), null, to, ending(process, to, command, timeout), () -> kill(process), timeout);
    }

    static MigrationChannel readingFrom(String command, Duration timeout) throws IOException {
        MigrationTrace.migration_exec_incoming(command);
        Process process = start(command, false);
        process.getOutputStream().close();
        ReadableByteChannel from = Channels.newChannel(process.getInputStream());
        Closeable end = () -> kill(process);
        return new BlockingTransport(TYPE, name(command), from, null, end, end, timeout);
    }

    private static Process start(String command, boolean silent) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(silent ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.PIPE)
                .start();
    }

    /** The command learns that the stream has ended, and is waited for: what it was given counts only when it says so. */
    private static Closeable ending(Process process, WritableByteChannel to, String command, Duration timeout) {
        return () -> {
            try {
                to.close();
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException(name(command) + " has not ended after " + timeout.toMillis() / 1000.0 + " s");
                }
                if (process.exitValue() != 0) {
                    throw new IOException(name(command) + " ended with status " + process.exitValue());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for " + name(command), e);
            } finally {
                kill(process);
            }
        };
    }

    /** By handle: ending it as a {@link Process} waits for the stream another thread may be blocked on. */
    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.toHandle().destroy();
    }

    private static String name(String command) {
        return "exec:" + (command.length() > SHOWN ? command.substring(0, SHOWN) + "..." : command);
    }
}
