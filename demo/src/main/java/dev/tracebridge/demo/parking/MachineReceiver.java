package dev.tracebridge.demo.parking;

import dev.tracebridge.demo.analysis.StreamSummary;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationState;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.engine.StalledPeerException;
import dev.tracebridge.demo.file.LoadTrace;
import dev.tracebridge.demo.file.StreamCopy;
import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.file.StreamVisitors;
import dev.tracebridge.demo.file.StreamWalk;
import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.ReturnPathMessage;
import dev.tracebridge.demo.stream.ReturnPathWriter;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Takes a machine from a QEMU into a file. The stream is read and checked while it arrives; what goes into the file is
 * the stream without the commands that only concern the connection, so that any QEMU can load the file by itself.
 *
 * <p>The source hears that all is well when the file is complete, named and on the disk, not before.
 *
 * <p>For one thread at a time.
 */
public final class MachineReceiver implements StreamVisitor {

    private static final int DONE = 0;
    private static final int FAILED = 1;

    /** How long a source that waits for an answer may take to send a description behind the end of the sections. */
    private static final Duration DESCRIPTION_WAIT = Duration.ofSeconds(2);

    private final MigrationChannel channel;
    private final SeveralChannels several;
    private final Progress progress;
    private final MigrationState state = new MigrationState();
    private final StreamSummary summary = new StreamSummary();
    private final StreamCopy copy;
    private final StreamInput input;
    private final StreamWalk walk;
    private ReturnPathWriter returnPath;
    private boolean leaveOut;
    private long last;

    private MachineReceiver(
            MigrationChannel channel, SeveralChannels several, FileChannel file, int pageSize, Progress progress) {
        this.channel = channel;
        this.several = several;
        this.progress = progress;
        this.copy = StreamCopy.of(several == null ? channel : several.mainBytes(), file);
        this.input = StreamInput.of(copy);
        StreamVisitor[] visitors = several == null
                ? new StreamVisitor[] {new LoadTrace(), summary, this}
                : new StreamVisitor[] {new LoadTrace(), summary, several, this};
        this.walk = StreamWalk.live(input, pageSize, StreamVisitors.of(visitors));
        if (several != null) {
            several.into(copy);
        }
    }

    /**
     * Receives one machine and closes the channel.
     *
     * @param file what it replaces; if anything fails it stays as it was
     * @param pageSize bytes of a page of the guest
     * @param timeout for the channel's reads once the sections have ended
     * @throws StreamFormatException if what arrives is no stream that can be parked
     * @throws UnconfirmedException if the file is complete but the source could not be told
     */
    public static StreamSummary receive(
            MigrationChannel channel, Path file, int pageSize, Duration timeout, Progress progress) throws IOException {
        return receive(channel, null, file, pageSize, timeout, progress);
    }

    /**
     * Receives one machine over several channels and closes them all. What is in the file then is a stream of one channel.
     *
     * @param first the channel that came first, whichever it is
     * @param more where further channels come from
     * @param capabilities how many channels there are, and when they wait for each other
     * @param file what it replaces; if anything fails it stays as it was
     * @param pageSize bytes of a page of the guest
     * @param timeout for the main channel's reads once the sections have ended
     * @throws StreamFormatException if what arrives is no stream that can be parked
     * @throws UnconfirmedException if the file is complete but the source could not be told
     */
    public static StreamSummary receive(
            MigrationChannel first,
            MoreChannels more,
            MigrationCapabilities capabilities,
            Path file,
            int pageSize,
            Duration timeout,
            Progress progress)
            throws IOException {
        if (capabilities.multifdChannels() == 0) {
            return receive(first, null, file, pageSize, timeout, progress);
        }
        Path spool = file.resolveSibling(file.getFileName() + ".pages");
        try (SeveralChannels several = SeveralChannels.take(first, more, capabilities, spool, pageSize)) {
            StreamSummary summary = receive(several.main(), several, file, pageSize, timeout, progress);
            summary.addPages(several.normalPages(), several.zeroPages());
            return summary;
        }
    }

    private static StreamSummary receive(
            MigrationChannel channel,
            SeveralChannels several,
            Path file,
            int pageSize,
            Duration timeout,
            Progress progress)
            throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try (channel) {
            MachineReceiver receiver;
            try (FileChannel target = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                receiver = new MachineReceiver(channel, several, target, pageSize, progress);
                receiver.load(timeout);
                target.force(true);
            }
            receiver.finish(unfinished, file);
            return receiver.summary;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private void load(Duration timeout) throws IOException {
        MigrationTrace.migration_set_incoming_channel(System.identityHashCode(channel), channel.type());
        state.set(MigrationStatus.NONE, MigrationStatus.SETUP);
        state.set(MigrationStatus.SETUP, MigrationStatus.ACTIVE);
        try {
            walk.sections();
            if (several != null) {
                several.end();
            }
            if (!summary.hasDevices()) {
                throw new StreamFormatException(
                        input.position() - 1, "the devices of a machine", "the end of the sections");
            }
            description(timeout);
            copy.keepTo(input.position());
        } catch (IOException e) {
            IOException cause = causeOf(e);
            fail(cause);
            throw cause;
        }
    }

    /** Where another channel has failed, this one was broken on purpose. */
    private IOException causeOf(IOException thrown) {
        if (several != null) {
            try {
                several.check();
            } catch (IOException e) {
                e.addSuppressed(thrown);
                return e;
            }
        }
        return thrown;
    }

    /** A source that waits for an answer keeps the connection open, with or without a description. */
    private void description(Duration timeout) throws IOException {
        if (returnPath == null) {
            walk.description();
            if (!input.isAtEnd()) {
                throw new StreamFormatException(input.position(), "the end of the stream", "more bytes");
            }
            return;
        }
        channel.readTimeout(DESCRIPTION_WAIT);
        try {
            if (input.isAtEnd()) {
                return;
            }
        } catch (StalledPeerException e) {
            return; // there is none
        }
        channel.readTimeout(timeout);
        walk.description();
    }

    private void finish(Path unfinished, Path file) throws IOException {
        try {
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            fail(e);
            throw e;
        }
        try {
            send(new ReturnPathMessage.Shut(DONE));
        } catch (IOException e) {
            throw new UnconfirmedException(
                    "the machine is in " + file + ", but its source could not be told and may run on: "
                            + e.getMessage(),
                    e);
        }
        state.set(MigrationStatus.ACTIVE, MigrationStatus.COMPLETED);
    }

    private void fail(IOException cause) {
        state.fail();
        try {
            send(new ReturnPathMessage.Shut(FAILED));
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void command(CommandRecord command) throws IOException {
        switch (command.command()) {
            case OPEN_RETURN_PATH -> {
                openReturnPath();
                leaveOut = true;
            }
            case PING -> {
                send(new ReturnPathMessage.Pong(command.value()));
                leaveOut = true;
            }
            case POSTCOPY_ADVISE, SWITCHOVER_START -> {
                // belongs to the machine: whoever loads the file is told
            }
            default ->
                throw new StreamFormatException(
                        last,
                        "a precopy stream, the one kind a file can hold",
                        command.command().toString());
        }
        MigrationTrace.qemu_loadvm_state_section_command(0);
    }

    @Override
    public void reached(long offset) throws IOException {
        if (leaveOut) {
            copy.keepTo(last);
            copy.dropTo(offset);
            leaveOut = false;
        }
        last = offset;
        copy.keepSomeTo(offset);
        progress.passed(offset, 0);
    }

    private void openReturnPath() throws StreamFormatException {
        if (returnPath != null) {
            throw new StreamFormatException(last, "the return path to be opened once", "OPEN_RETURN_PATH again");
        }
        if (channel.hasReturnPath()) {
            returnPath = ReturnPathWriter.of(StreamOutput.of(channel));
        }
    }

    private void send(ReturnPathMessage message) throws IOException {
        if (returnPath != null) {
            MigrationTrace.migrate_send_rp_message(message.type(), (short) message.length());
            returnPath.send(message);
        }
    }
}
