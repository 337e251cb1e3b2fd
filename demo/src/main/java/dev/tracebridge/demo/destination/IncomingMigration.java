package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.MigrationState;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.memory.BlockDigest;
import dev.tracebridge.demo.memory.MemorySnapshot;
import dev.tracebridge.demo.stream.ReturnPathMessage;
import dev.tracebridge.demo.stream.ReturnPathWriter;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * One migration to here, on the thread that calls {@link #run}.
 *
 * <p>The proof that memory arrived whole is taken without holding the guest up: a copy-on-write snapshot begins when
 * everything has been loaded and is hashed after the guest has been started.
 */
public final class IncomingMigration implements StateLoader.CommandHandler {

    private static final int DONE = 0;
    private static final int FAILED = 1;

    /** QEMU's number for a destination that postcopy was not announced to. */
    private static final int NO_POSTCOPY = 0;

    private final Machine machine;
    private final MigrationChannel channel;
    private final boolean digest;
    private final MigrationState state = new MigrationState();
    private final StreamInput input;
    private final StateLoader loader;
    private ReturnPathWriter returnPath;
    private List<BlockDigest> digests = List.of();
    private boolean guestRunsHere;

    private IncomingMigration(Machine machine, MigrationChannel channel, boolean digest) {
        this.machine = Objects.requireNonNull(machine, "machine");
        this.channel = Objects.requireNonNull(channel, "channel");
        this.digest = digest;
        this.input = StreamInput.of(channel);
        this.loader = new StateLoader(machine, input, this);
    }

    /**
     * Waits for a source.
     *
     * @param wait how long; zero for ever
     * @param timeout for each read and write without progress
     */
    public static SocketTransport accept(MigrationListener listener, Duration wait, Duration timeout)
            throws IOException {
        SocketTransport channel = listener.accept(wait, timeout);
        MigrationTrace.migration_socket_incoming_accepted();
        return channel;
    }

    /**
     * Receives a guest into a waiting machine and closes the channel.
     *
     * @param digest whether to hash the memory as it was handed over
     * @throws StreamFormatException if the stream is not what it should be; before the guest was started, unless only the
     *     description behind the stream is wrong
     * @throws IOException if the connection fails
     */
    public static IncomingReport run(Machine machine, MigrationChannel channel, boolean digest) throws IOException {
        return new IncomingMigration(machine, channel, digest).run();
    }

    private IncomingReport run() throws IOException {
        long start = System.nanoTime();
        MigrationTrace.migration_set_incoming_channel(System.identityHashCode(channel), channel.type());
        state.set(MigrationStatus.NONE, MigrationStatus.SETUP);
        try (input) {
            load();
            takeOver();
            loader.checkDescription();
        }
        return new IncomingReport(
                state.get(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                input.position(),
                loader.ram().normalPages(),
                loader.ram().zeroPages(),
                digests,
                guestRunsHere);
    }

    private void load() throws IOException {
        state.set(MigrationStatus.SETUP, MigrationStatus.ACTIVE);
        try {
            loader.load();
        } catch (IOException e) {
            state.fail();
            MigrationTrace.migrate_fd_error(e.getMessage());
            sayFailed(e);
            throw e;
        }
        MigrationTrace.vmstate_downtime_checkpoint("dst-precopy-loadvm-completed");
        MigrationTrace.process_incoming_migration_co_end(0, NO_POSTCOPY);
    }

    private void takeOver() throws IOException {
        MemorySnapshot snapshot = digest ? MemorySnapshot.begin(machine.memory()) : null;
        startGuest();
        state.set(MigrationStatus.ACTIVE, MigrationStatus.COMPLETED);
        MigrationTrace.loadvm_state_cleanup();
        shut(DONE);
        if (snapshot != null) {
            digests = snapshot.digests();
        }
    }

    private void startGuest() {
        MigrationTrace.vmstate_downtime_checkpoint("dst-precopy-bh-enter");
        // this is where QEMU tells the network that the guest has moved; this guest is on none
        MigrationTrace.vmstate_downtime_checkpoint("dst-precopy-bh-announced");
        if (machine.migratedRunState() == RunState.RUNNING) {
            machine.start();
            guestRunsHere = true;
        } else {
            machine.stop(machine.migratedRunState());
        }
        MigrationTrace.vmstate_downtime_checkpoint("dst-precopy-bh-vm-started");
    }

    @Override
    public void openReturnPath() throws IOException {
        if (!channel.hasReturnPath()) {
            throw new IOException("the source wants answers, but the stream does not come over a connection");
        }
        returnPath = ReturnPathWriter.of(StreamOutput.of(channel));
    }

    @Override
    public void ping(int value) throws IOException {
        send(new ReturnPathMessage.Pong(value));
    }

    private void shut(int status) throws IOException {
        send(new ReturnPathMessage.Shut(status));
    }

    private void send(ReturnPathMessage message) throws IOException {
        if (returnPath != null) {
            MigrationTrace.migrate_send_rp_message(message.type(), (short) message.length());
            returnPath.send(message);
        }
    }

    private void sayFailed(IOException cause) {
        try {
            shut(FAILED);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
