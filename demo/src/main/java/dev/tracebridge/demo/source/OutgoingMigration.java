package dev.tracebridge.demo.source;

import dev.tracebridge.annotations.Arg;
import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.Tracepoint;
import dev.tracebridge.annotations.TracepointSpan;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationState;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.RunState;
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
 * <b>Guarantees.</b> The guest never runs here and there. Up to the point of no return, which is right before the byte
 * that lets the destination start it, a migration that fails lets it run on here. From that point on only the
 * destination's word that it failed does; without a word the guest is left stopped, for it may run there, and
 * {@link #runHere()} is for whoever knows better. <b>Progress.</b> Bounded by the parameters' time limit and peer
 * timeout; a postcopy that was cut off waits as long as {@link MoreChannels#recover} does.
 */
public final class OutgoingMigration {

    private static final int FIRST_PING = 1;

    /** Beyond those QEMU uses: 1 to 4 and 0x42. */
    private static final int LAST_PING = 5;

    /** What ends a wait for the next window where nothing urgent does. */
    @Arg("urgent")
    private static final int NOT_URGENT = 0;

    /** How long a destination that hangs up may take to say why. */
    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    private final Machine machine;
    private final MigrationParameters parameters;
    private final MigrationCapabilities capabilities;
    private final MoreChannels more;
    private final ProgressListener progress;
    private final MigrationState state = new MigrationState();
    private final DirtyPages dirty;
    private final RamSaver ram;
    private final StateSaver saver;
    private final OutgoingPostcopy postcopy;
    private final AutoConverge autoConverge;
    private final Thread thread;
    private volatile SourceLink link;
    private volatile MultifdSender multifd;
    private TransferWindow window;
    private long start;
    private long setupEnd;
    private long downtimeStart;
    private long downtimeEnd;
    private long end;
    private boolean pastReturn;
    private boolean guestRunsHere = true;
    private boolean guestMayRunThere;
    private volatile String error;
    private volatile boolean cancelled;
    private volatile boolean postcopyWanted;

    private OutgoingMigration(
            Machine machine,
            SourceLink link,
            MoreChannels more,
            MigrationParameters parameters,
            MigrationCapabilities capabilities,
            ProgressListener progress)
            throws IOException {
        this.machine = Objects.requireNonNull(machine, "machine");
        this.more = Objects.requireNonNull(more, "more");
        this.parameters = Objects.requireNonNull(parameters, "parameters");
        this.capabilities = Objects.requireNonNull(capabilities, "capabilities");
        this.progress = Objects.requireNonNull(progress, "progress");
        this.link = link;
        dirty = new DirtyPages(machine.memory(), OutgoingMigration::millis);
        ram = new RamSaver(machine.memory(), dirty, link.output(), OutgoingMigration::millis, capabilities);
        saver = new StateSaver(machine, ram, link.output(), capabilities);
        postcopy = new OutgoingPostcopy(new OutgoingPostcopy.Setting(
                machine.memory(),
                dirty,
                ram,
                saver,
                state,
                more,
                capabilities.postcopyPreempt(),
                capabilities.preemptAtSetup(),
                parameters.peerTimeout(),
                OutgoingMigration::millis));
        autoConverge = capabilities.autoConverge() ? new AutoConverge(ram::sent, machine::throttle) : null;
        dirty.reportTo(autoConverge);
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
     * Starts a migration by precopy over an open channel, which it closes at its end.
     *
     * @param progress called by the migration's thread
     */
    public static OutgoingMigration start(
            Machine machine, MigrationChannel channel, MigrationParameters parameters, ProgressListener progress)
            throws IOException {
        return start(machine, channel, MoreChannels.NONE, parameters, MigrationCapabilities.NONE, progress);
    }

    /**
     * Starts a migration over an open channel, which it closes at its end.
     *
     * @param more where further channels come from, if the capabilities need any; called by the migration's thread
     * @param progress called by the migration's thread
     * @throws IllegalArgumentException if the capabilities need answers, and the channel lets the destination give none
     */
    public static OutgoingMigration start(
            Machine machine,
            MigrationChannel channel,
            MoreChannels more,
            MigrationParameters parameters,
            MigrationCapabilities capabilities,
            ProgressListener progress)
            throws IOException {
        Objects.requireNonNull(channel, "channel");
        if (capabilities.postcopy() && !channel.hasReturnPath()) {
            throw new IllegalArgumentException("postcopy needs a destination that can answer");
        }
        OutgoingMigration migration =
                new OutgoingMigration(machine, SourceLink.over(channel), more, parameters, capabilities, progress);
        migration.start = millis();
        MigrationTrace.migration_set_outgoing_channel(
                System.identityHashCode(channel), channel.type(), channel.peer(), 0);
        migration.state.set(MigrationStatus.NONE, MigrationStatus.SETUP);
        migration.link.listen(migration.postcopy);
        migration.thread.start();
        return migration;
    }

    /**
     * Gives the migration up and lets the guest run on here. From any thread.
     *
     * @return whether it came in time, which is before the point of no return
     */
    public synchronized boolean cancel() {
        if (pastReturn || state.get().isFinal()) {
            return false;
        }
        if (!cancelled) {
            cancelled = true;
            link.cut();
            if (multifd != null) {
                multifd.abort();
            }
        }
        return true;
    }

    /** Moves the guest as soon as memory is being sent, and its memory after it. From any thread. */
    public void startPostcopy() {
        if (!capabilities.postcopy()) {
            throw new IllegalStateException("postcopy was not announced to the destination");
        }
        postcopyWanted = true;
    }

    /**
     * Lets the guest run on here on somebody's word that it does not run on the destination. To be called after
     * {@link #await}, and where that says that the guest may run there.
     */
    public void runHere() {
        if (!guestMayRunThere) {
            throw new IllegalStateException("there is no doubt where the guest runs");
        }
        guestMayRunThere = false;
        guestRunsHere = true;
        machine.start();
    }

    /** How often the guest's dirty log has been read so far. From any thread. */
    public long dirtySyncs() {
        return dirty.syncs();
    }

    /** Whether nothing follows. From any thread. */
    public boolean isFinished() {
        return !thread.isAlive();
    }

    /** Waits for the end. */
    public MigrationReport await() throws InterruptedException {
        thread.join();
        double seconds = (end - setupEnd) / 1000.0;
        ReturnPath returnPath = link.returnPath();
        return new MigrationReport(
                state.get(),
                end - start,
                setupEnd == 0 ? 0 : setupEnd - start,
                downtimeEnd - downtimeStart,
                ram.sent(),
                machine.memory().length(),
                ram.normalPages(),
                ram.zeroPages(),
                dirty.syncs(),
                dirty.rate(),
                setupEnd == 0 || seconds <= 0 ? 0 : ram.sent() * 8 / seconds / 1e6,
                returnPath == null ? 0 : returnPath.lastPong(),
                error,
                guestRunsHere,
                guestMayRunThere,
                ram.xbzrle(),
                autoConverge == null ? 0 : autoConverge.highestPercent(),
                ram.requests().count(),
                postcopy.pauses());
    }

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private void run() {
        try {
            setup();
            if (precopy()) {
                complete();
            } else {
                completeByPostcopy();
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new IOException("interrupted"));
        } catch (RuntimeException | Error e) {
            fail(new IOException("a fault of the source itself: " + e, e));
            throw e;
        } finally {
            finish();
        }
    }

    private void setup() throws IOException, InterruptedException {
        saver.header();
        if (capabilities.multifdChannels() > 0) {
            link.output().flush(); // a destination may want to know this channel before it takes others
            openMultifd();
        }
        postcopy.setup();
        if (link.returnPath() != null) {
            saver.openReturnPath();
            saver.ping(FIRST_PING);
        }
        if (capabilities.postcopy()) {
            saver.postcopyAdvise();
        }
        saver.setup();
        setupEnd = millis();
        state.set(MigrationStatus.SETUP, MigrationStatus.ACTIVE);
        MigrationTrace.migration_thread_setup_complete();
    }

    private void openMultifd() throws IOException {
        MultifdSender sender = MultifdSender.open(more, capabilities);
        multifd = sender;
        ram.use(sender);
        checkCancelled();
    }

    /** Rounds until little enough is left, and true, or until postcopy is to take over, and false. */
    private boolean precopy() throws IOException, InterruptedException {
        window = new TransferWindow(parameters, millis(), ram.sent());
        long deadline = millis() + parameters.timeLimit().toMillis();
        while (true) {
            if (postcopyWanted) {
                return false;
            }
            if (!window.isExhausted(ram.sent()) && !iterate()) {
                return true;
            }
            checkCancelled();
            link.check();
            if (millis() > deadline) {
                error = notConverging();
                cancelled = true;
                checkCancelled();
            }
            limitRate();
        }
    }

    /** One pass: sends a part, unless what is left can be sent within the downtime limit; then false. */
    private boolean iterate() throws IOException, InterruptedException {
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
        TransferWindow.Result ended = window.update(now, ram.sent(), dirty.rate(), dirty.remainingAtSync());
        if (ended != null) {
            MigrationTrace.migrate_transferred(
                    ended.transferred(), ended.milliseconds(), ended.bandwidth(), ended.threshold());
            progress.progress(ram.sent(), dirty.remaining(), dirty.syncs(), window.megabitsPerSecond());
        }
        if (window.isExhausted(ram.sent())) {
            awaitNextWindow((int) window.remaining(now));
        }
    }

    @TracepointSpan("migration_rate_limit")
    private void awaitNextWindow(@Arg("ms") int milliseconds) throws InterruptedException {
        Thread.sleep(milliseconds);
    }

    private void checkCancelled() throws IOException {
        if (cancelled) {
            throw new IOException("cancelled");
        }
    }

    private String notConverging() {
        long bandwidth = (long) (window.megabitsPerSecond() * 1e6 / 8);
        return "no end in sight after " + parameters.timeLimit().toSeconds() + " s: the guest dirties "
                + dirty.rate() * 4 + " KiB/s, " + bandwidth / 1024 + " KiB/s are sent and "
                + dirty.remaining() / 1024 + " KiB are left; raise the bandwidth or the downtime limit";
    }

    private void complete() throws IOException, InterruptedException {
        stopGuest();
        state.set(MigrationStatus.ACTIVE, MigrationStatus.DEVICE);
        saver.complete(this::passPointOfNoReturn);
        if (link.returnPath() != null) {
            awaitDestination();
        }
        downtimeEnd = millis();
        MigrationTrace.vmstate_downtime_checkpoint("src-downtime-end");
        completed();
    }

    private void completeByPostcopy() throws IOException, InterruptedException {
        postcopy.prepare();
        stopGuest();
        state.set(MigrationStatus.ACTIVE, MigrationStatus.DEVICE);
        IOException cut = null;
        try {
            postcopy.start(link, this::commit);
            state.set(MigrationStatus.DEVICE, MigrationStatus.POSTCOPY_ACTIVE);
            downtimeEnd = millis();
            MigrationTrace.vmstate_downtime_checkpoint("src-downtime-end");
            window.limit(parameters.maxPostcopyBandwidth());
        } catch (IOException e) {
            if (!pastReturn) {
                throw e;
            }
            cut = e;
        }
        pushPostcopy(cut);
        completed();
    }

    private void pushPostcopy(IOException firstCut) throws IOException, InterruptedException {
        IOException cut = firstCut;
        while (true) {
            try {
                if (cut != null) {
                    link = postcopy.recover(link, cut);
                }
                postcopy.push(link, window);
                awaitDestination();
                return;
            } catch (IOException e) {
                if (state.get() == MigrationStatus.POSTCOPY_PAUSED) {
                    throw e;
                }
                cut = e;
            }
        }
    }

    private void completed() {
        machine.stop(RunState.POSTMIGRATE);
        MigrationStatus now = state.get();
        state.set(now, MigrationStatus.COMPLETED);
    }

    private void stopGuest() {
        MigrationTrace.vmstate_downtime_checkpoint("src-downtime-start");
        downtimeStart = millis();
        machine.storeRunState();
        machine.stop(RunState.FINISH_MIGRATE);
        guestRunsHere = false;
        MigrationTrace.vmstate_downtime_checkpoint("src-vm-stopped");
    }

    /** Makes sure that all but the last bytes have arrived: only those can be in doubt then. */
    private void passPointOfNoReturn() throws IOException, InterruptedException {
        if (link.returnPath() != null) {
            saver.ping(LAST_PING);
            link.returnPath().awaitPong(LAST_PING, parameters.peerTimeout());
        }
        commit();
    }

    /** Whoever cancels comes either before this or too late. */
    private synchronized void commit() throws IOException {
        checkCancelled();
        pastReturn = true;
    }

    private void awaitDestination() throws IOException, InterruptedException {
        if (closeReturnPath() != 0) {
            throw link.returnPath().failure();
        }
        if (link.returnPath().shutStatus() != 0) {
            throw new IOException("the destination did not take the guest over (status "
                    + link.returnPath().shutStatus() + ")");
        }
    }

    @TracepointSpan("migration_return_path_end")
    @Result("rp_error")
    private int closeReturnPath() throws InterruptedException {
        link.returnPath().expectShut(parameters.peerTimeout());
        link.returnPath().join();
        return link.returnPath().failure() == null ? 0 : 1;
    }

    private void fail(IOException cause) {
        if (cancelled) {
            cancelled();
            return;
        }
        if (downtimeStart == 0) {
            MigrationTrace.migration_thread_file_err();
        } else {
            MigrationTrace.migration_completion_file_err();
        }
        boolean neverPostcopy = state.get() == MigrationStatus.DEVICE;
        state.fail();
        error = reasonOf(cause);
        MigrationTrace.migrate_fd_error(error);
        guestMayRunThere = pastReturn && !(neverPostcopy && destinationSaysItFailed());
        if (guestMayRunThere) {
            error += "; the guest is left stopped here, for it may run there";
        }
    }

    @Tracepoint("migrate_fd_cancel")
    private void cancelled() {
        if (error == null) {
            error = "cancelled";
        }
        MigrationStatus now = state.get();
        state.set(now, MigrationStatus.CANCELLING);
        state.set(MigrationStatus.CANCELLING, MigrationStatus.CANCELLED);
    }

    private boolean destinationSaysItFailed() {
        ReturnPath path = link.returnPath();
        return path != null && path.isShut() && path.shutStatus() != 0;
    }

    /** A destination that gives up says so before it hangs up, which may be all that the writing side has noticed. */
    private String reasonOf(IOException cause) {
        if (link.returnPath() != null && link.returnPath().shutWithin(LAST_WORDS) && destinationSaysItFailed()) {
            return "the destination gave up (status " + link.returnPath().shutStatus() + ")";
        }
        return String.valueOf(cause.getMessage());
    }

    private void finish() {
        MigrationTrace.migration_thread_after_loop();
        end = millis();
        if (downtimeEnd == 0) {
            downtimeEnd = downtimeStart == 0 ? 0 : end;
        }
        if (autoConverge != null) {
            autoConverge.end();
        }
        if (state.get() != MigrationStatus.COMPLETED && !guestRunsHere && !guestMayRunThere) {
            machine.start();
            guestRunsHere = true;
        }
        MigrationTrace.savevm_state_cleanup();
        if (multifd != null) {
            multifd.close(state.get() != MigrationStatus.COMPLETED);
        }
        postcopy.closeUrgent();
        closeChannel();
    }

    @Tracepoint("migrate_fd_cleanup")
    private void closeChannel() {
        try {
            link.output().close();
        } catch (IOException e) {
            if (error == null) {
                error = "closing the connection: " + e.getMessage();
            }
        }
    }
}
