package dev.tracebridge.demo.source;

import dev.tracebridge.annotations.Arg;
import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.Tracepoint;
import dev.tracebridge.annotations.TracepointSpan;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationState;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * One migration away from here.
 *
 * <p><b>Assumptions.</b> The machine's guest runs, and nobody else starts or stops it until {@link #await} has returned.
 * <b>Guarantees.</b> The guest runs either here or there at the end, or nowhere: where the whole stream was sent and the
 * destination did not say how it went, the guest is left stopped, for it may run there. <b>Progress.</b> Bounded by the
 * parameters' time limit and peer timeout.
 */
public final class OutgoingMigration {

    private static final int FIRST_PING = 1;

    /** What ends a wait for the next window where nothing urgent does. */
    @Arg("urgent")
    private static final int NOT_URGENT = 0;

    /** How long a destination that hangs up may take to say why. */
    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    private final Machine machine;
    private final MigrationChannel channel;
    private final MigrationParameters parameters;
    private final ProgressListener progress;
    private final MigrationState state = new MigrationState();
    private final StreamOutput output;
    private final DirtyPages dirty;
    private final RamSaver ram;
    private final StateSaver saver;
    private final Thread thread;
    private ReturnPath returnPath;
    private TransferWindow window;
    private long start;
    private long setupEnd;
    private long downtimeStart;
    private long downtimeEnd;
    private long end;
    private boolean streamSent;
    private boolean guestRunsHere = true;
    private volatile String error;
    private volatile boolean cancelled;

    private OutgoingMigration(
            Machine machine, MigrationChannel channel, MigrationParameters parameters, ProgressListener progress)
            throws IOException {
        this.machine = Objects.requireNonNull(machine, "machine");
        this.channel = Objects.requireNonNull(channel, "channel");
        this.parameters = Objects.requireNonNull(parameters, "parameters");
        this.progress = Objects.requireNonNull(progress, "progress");
        output = StreamOutput.of(channel);
        dirty = new DirtyPages(machine.memory(), OutgoingMigration::millis);
        ram = new RamSaver(machine.memory(), dirty, output, OutgoingMigration::millis);
        saver = new StateSaver(machine, ram, output);
        thread = new Thread(this::run, "mig/src/main");
    }

    /**
     * Connects to a destination.
     *
     * @param timeout for connecting, and for each read and write without progress
     */
    public static SocketTransport connect(InetSocketAddress address, Duration timeout) throws IOException {
        try {
            SocketTransport channel = SocketTransport.connect(address, timeout);
            MigrationTrace.migration_socket_outgoing_connected(address.getHostString());
            return channel;
        } catch (IOException e) {
            MigrationTrace.migration_socket_outgoing_error(e.getMessage());
            throw e;
        }
    }

    /**
     * Starts a migration over an open channel, which it closes at its end.
     *
     * @param progress called by the migration's thread
     */
    public static OutgoingMigration start(
            Machine machine, MigrationChannel channel, MigrationParameters parameters, ProgressListener progress)
            throws IOException {
        OutgoingMigration migration = new OutgoingMigration(machine, channel, parameters, progress);
        migration.start = millis();
        MigrationTrace.migration_set_outgoing_channel(
                System.identityHashCode(channel), channel.type(), channel.peer(), 0);
        migration.state.set(MigrationStatus.NONE, MigrationStatus.SETUP);
        if (channel.hasReturnPath()) {
            migration.openReturnPath();
        }
        migration.thread.start();
        return migration;
    }

    /** Gives the migration up before the guest is stopped; later this has no effect. */
    public void cancel() {
        cancelled = true;
    }

    /** Waits for the end. */
    public MigrationReport await() throws InterruptedException {
        thread.join();
        double seconds = (end - setupEnd) / 1000.0;
        return new MigrationReport(
                state.get(),
                end - start,
                setupEnd == 0 ? 0 : setupEnd - start,
                downtimeEnd - downtimeStart,
                output.position(),
                machine.memory().length(),
                ram.normalPages(),
                ram.zeroPages(),
                dirty.syncs(),
                dirty.rate(),
                setupEnd == 0 || seconds <= 0 ? 0 : output.position() * 8 / seconds / 1e6,
                returnPath == null ? 0 : returnPath.lastPong(),
                error,
                guestRunsHere);
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @TracepointSpan("open_return_path_on_source")
    private void openReturnPath() {
        returnPath = ReturnPath.open(channel);
    }

    private void run() {
        try {
            setup();
            precopy();
            if (state.get() == MigrationStatus.ACTIVE) {
                complete();
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new IOException("interrupted"));
        } finally {
            finish();
        }
    }

    private void setup() throws IOException {
        saver.header();
        if (returnPath != null) {
            saver.openReturnPath();
            saver.ping(FIRST_PING);
        }
        saver.setup();
        setupEnd = millis();
        state.set(MigrationStatus.SETUP, MigrationStatus.ACTIVE);
        MigrationTrace.migration_thread_setup_complete();
    }

    /** Rounds until little enough is left, or until the migration is given up. */
    private void precopy() throws IOException, InterruptedException {
        window = new TransferWindow(parameters, millis(), output.position());
        long deadline = millis() + parameters.timeLimit().toMillis();
        while (true) {
            if (!window.isExhausted(output.position()) && !iterate()) {
                return;
            }
            checkReturnPath();
            if (cancelled || millis() > deadline) {
                cancel(cancelled ? "cancelled" : notConverging());
                return;
            }
            limitRate();
        }
    }

    /** One pass: sends a part, unless what is left can be sent within the downtime limit; then false. */
    private boolean iterate() throws IOException {
        long pending = dirty.remaining();
        if (pending < window.threshold()) {
            dirty.sync();
            pending = dirty.remaining();
        }
        MigrationTrace.migrate_pending(pending, window.threshold(), pending, 0, 0);
        if (pending == 0 || pending < window.threshold()) {
            MigrationTrace.migration_thread_low_pending(pending);
            return false;
        }
        saver.iterate(window);
        return true;
    }

    private void limitRate() throws InterruptedException {
        long now = millis();
        TransferWindow.Result ended = window.update(now, output.position(), dirty.rate(), dirty.remainingAtSync());
        if (ended != null) {
            MigrationTrace.migrate_transferred(
                    ended.transferred(), ended.milliseconds(), ended.bandwidth(), ended.threshold());
            progress.progress(output.position(), dirty.remaining(), dirty.syncs(), window.megabitsPerSecond());
        }
        if (window.isExhausted(output.position())) {
            awaitNextWindow((int) window.remaining(now));
        }
    }

    @TracepointSpan("migration_rate_limit")
    private void awaitNextWindow(@Arg("ms") int milliseconds) throws InterruptedException {
        Thread.sleep(milliseconds);
    }

    private void checkReturnPath() throws IOException {
        if (returnPath == null) {
            return;
        }
        if (returnPath.isShut()) {
            throw new IOException("the destination ended the migration (status " + returnPath.shutStatus() + ")");
        }
        if (returnPath.failure() != null) {
            throw returnPath.failure();
        }
    }

    private String notConverging() {
        long bandwidth = (long) (window.megabitsPerSecond() * 1e6 / 8);
        return "no end in sight after " + parameters.timeLimit().toSeconds() + " s: the guest dirties "
                + dirty.rate() * 4 + " KiB/s, " + bandwidth / 1024 + " KiB/s are sent and "
                + dirty.remaining() / 1024 + " KiB are left; raise the bandwidth or the downtime limit";
    }

    @Tracepoint("migrate_fd_cancel")
    private void cancel(String reason) {
        error = reason;
        state.set(MigrationStatus.ACTIVE, MigrationStatus.CANCELLING);
        state.set(MigrationStatus.CANCELLING, MigrationStatus.CANCELLED);
    }

    private void complete() throws IOException, InterruptedException {
        stopGuest();
        state.set(MigrationStatus.ACTIVE, MigrationStatus.DEVICE);
        saver.complete();
        streamSent = true;
        if (returnPath != null) {
            awaitDestination();
        }
        downtimeEnd = millis();
        MigrationTrace.vmstate_downtime_checkpoint("src-downtime-end");
        machine.stop(RunState.POSTMIGRATE);
        state.set(MigrationStatus.DEVICE, MigrationStatus.COMPLETED);
    }

    private void stopGuest() {
        MigrationTrace.vmstate_downtime_checkpoint("src-downtime-start");
        downtimeStart = millis();
        machine.storeRunState();
        machine.stop(RunState.FINISH_MIGRATE);
        guestRunsHere = false;
        MigrationTrace.vmstate_downtime_checkpoint("src-vm-stopped");
    }

    private void awaitDestination() throws IOException, InterruptedException {
        if (closeReturnPath() != 0) {
            throw returnPath.failure();
        }
        if (returnPath.shutStatus() != 0) {
            streamSent = false;
            throw new IOException(
                    "the destination did not take the guest over (status " + returnPath.shutStatus() + ")");
        }
    }

    @TracepointSpan("migration_return_path_end")
    @Result("rp_error")
    private int closeReturnPath() throws InterruptedException {
        returnPath.expectShut(parameters.peerTimeout());
        returnPath.join();
        return returnPath.failure() == null ? 0 : 1;
    }

    private void fail(IOException cause) {
        if (downtimeStart == 0) {
            MigrationTrace.migration_thread_file_err();
        } else {
            MigrationTrace.migration_completion_file_err();
        }
        state.fail();
        error = reasonOf(cause);
        MigrationTrace.migrate_fd_error(error);
        if (streamSent) {
            error += "; the guest is left stopped here, for it may run there";
        }
    }

    /** A destination that gives up says so before it hangs up, which may be all that the writing side has noticed. */
    private String reasonOf(IOException cause) {
        if (returnPath != null && returnPath.shutWithin(LAST_WORDS) && returnPath.shutStatus() != 0) {
            return "the destination gave up (status " + returnPath.shutStatus() + ")";
        }
        return String.valueOf(cause.getMessage());
    }

    private void finish() {
        MigrationTrace.migration_thread_after_loop();
        end = millis();
        if (downtimeEnd == 0) {
            downtimeEnd = downtimeStart == 0 ? 0 : end;
        }
        if (state.get() != MigrationStatus.COMPLETED && !guestRunsHere && !streamSent) {
            machine.start();
            guestRunsHere = true;
        }
        MigrationTrace.savevm_state_cleanup();
        closeChannel();
    }

    @Tracepoint("migrate_fd_cleanup")
    private void closeChannel() {
        try {
            output.close();
        } catch (IOException e) {
            if (error == null) {
                error = "closing the connection: " + e.getMessage();
            }
        }
    }
}
