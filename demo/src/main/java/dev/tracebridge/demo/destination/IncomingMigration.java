package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.MigrationState;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.machine.IncomingMachine;
import dev.tracebridge.demo.memory.BlockDigest;
import dev.tracebridge.demo.memory.MemorySnapshot;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.DiscardRanges;
import dev.tracebridge.demo.stream.ReturnPathMessage;
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
 * <p>The guest is started once everything it needs has been read, and never after the source was told that it failed. The
 * proof that memory arrived whole is taken without holding the guest up: a copy-on-write snapshot begins when the guest is
 * handed over, and is hashed when all of its memory is here.
 */
public final class IncomingMigration implements CommandHandler {

    /** The longest package of a postcopy accepted, as QEMU's. */
    private static final long MAX_PACKAGE = 1 << 24;

    /** How long the last pages may take on the channel of urgent ones. */
    private static final Duration LAST_PAGES = Duration.ofSeconds(30);

    private static final int DONE = 0;
    private static final int FAILED = 1;

    private final IncomingMachine machine;
    private final MigrationChannel channel;
    private final boolean digest;
    private final MigrationState state = new MigrationState();
    private final ReturnPathSender returnPath = new ReturnPathSender();
    private final IncomingPostcopy postcopy;
    private final MultifdReceiver multifd;
    private final StreamInput input;
    private final RamLoader ram;
    private final StateLoader loader;
    private List<BlockDigest> digests = List.of();
    private boolean guestRunsHere;
    private String problem;

    private IncomingMigration(
            IncomingMachine machine,
            Incoming incoming,
            MoreChannels more,
            MigrationCapabilities capabilities,
            boolean digest) {
        this.machine = machine;
        this.digest = digest;
        this.channel = incoming.channels().main();
        this.input = StreamInput.of(incoming.channels().mainBytes());
        this.multifd = incoming.multifd();
        RamSequence sections = new RamSequence();
        this.ram = new RamLoader(machine.memory(), input, sections);
        if (multifd != null) {
            ram.use(multifd, capabilities.multifdFlush());
        }
        this.postcopy = new IncomingPostcopy(
                machine.memory(),
                more,
                capabilities.postcopyPreempt(),
                LAST_PAGES,
                state,
                returnPath,
                sections,
                this::isHere);
        this.loader = new StateLoader(machine, input, ram, this);
    }

    /** The channels that are there from the beginning. */
    private record Incoming(IncomingChannels channels, MultifdReceiver multifd) {

        static Incoming take(
                IncomingMachine machine, MigrationChannel first, MoreChannels more, MigrationCapabilities capabilities)
                throws IOException {
            MigrationChannel[] main = new MigrationChannel[1];
            MultifdReceiver receiver = capabilities.multifdChannels() == 0
                    ? null
                    : new MultifdReceiver(
                            new MultifdMemory(machine.memory()),
                            RamBlock.PAGE_SIZE,
                            capabilities.multifdChannels(),
                            () -> abandon(main[0]));
            try {
                IncomingChannels channels = IncomingChannels.take(first, more, capabilities, receiver);
                main[0] = channels.main();
                return new Incoming(channels, receiver);
            } catch (IOException e) {
                if (receiver != null) {
                    receiver.close(true);
                }
                first.close();
                throw e;
            }
        }
    }

    private static void abandon(MigrationChannel channel) {
        if (channel != null) {
            channel.abandon();
        }
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
     * Receives a guest over one channel into a waiting machine and closes the channel.
     *
     * @param digest whether to hash the memory as it was handed over
     * @throws StreamFormatException if the stream is not what it should be; the guest does not run here then
     * @throws IOException if the connection fails; the guest does not run here then
     */
    public static IncomingReport run(IncomingMachine machine, MigrationChannel channel, boolean digest)
            throws IOException {
        return run(machine, channel, MoreChannels.NONE, MigrationCapabilities.NONE, digest);
    }

    /**
     * Receives a guest into a waiting machine and closes all channels. Postcopy needs no capability here, but for a
     * channel of urgent pages.
     *
     * @param first the channel that came first, whichever it is
     * @param more where further channels come from
     * @param digest whether to hash the memory as it was handed over
     * @throws StreamFormatException if the stream is not what it should be; the guest does not run here then
     * @throws IOException if the connection fails; the guest does not run here then, or, where postcopy was cut off for
     *     good, not beyond the next page it misses
     */
    public static IncomingReport run(
            IncomingMachine machine,
            MigrationChannel first,
            MoreChannels more,
            MigrationCapabilities capabilities,
            boolean digest)
            throws IOException {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(more, "more");
        Incoming incoming = Incoming.take(machine, first, more, capabilities);
        return new IncomingMigration(machine, incoming, more, capabilities, digest).run();
    }

    private IncomingReport run() throws IOException {
        long start = System.nanoTime();
        MigrationTrace.migration_set_incoming_channel(System.identityHashCode(channel), channel.type());
        state.set(MigrationStatus.NONE, MigrationStatus.SETUP);
        boolean done = false;
        try (input) {
            takeOver(load());
            done = true;
        } finally {
            postcopy.close();
            if (multifd != null) {
                multifd.close(!done);
            }
        }
        return report(start);
    }

    private IncomingReport report(long start) {
        boolean several = multifd != null;
        return new IncomingReport(
                state.get(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                input.position() + postcopy.received() + (several ? multifd.received() : 0),
                ram.normalPages() + postcopy.normalPages() + (several ? multifd.normalPages() : 0),
                ram.zeroPages() + postcopy.zeroPages() + (several ? multifd.zeroPages() : 0),
                ram.xbzrlePages(),
                postcopy.pageFaults(),
                postcopy.blockedMillis(),
                postcopy.pauses(),
                digests,
                guestRunsHere,
                problem);
    }

    private StateLoader.Ending load() throws IOException {
        state.set(MigrationStatus.SETUP, MigrationStatus.ACTIVE);
        try {
            StateLoader.Ending ending = loader.load();
            if (multifd != null) {
                multifd.checkEnd(input.position());
            }
            MigrationTrace.vmstate_downtime_checkpoint("dst-precopy-loadvm-completed");
            MigrationTrace.process_incoming_migration_co_end(
                    ending == StateLoader.Ending.RUN ? 1 : 0, postcopy.phase());
            return ending;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private IOException failed(IOException thrown) {
        IOException cause = thrown;
        try {
            if (multifd != null) {
                multifd.check();
            }
        } catch (IOException e) {
            e.addSuppressed(thrown);
            cause = e;
        }
        state.fail();
        MigrationTrace.migrate_fd_error(cause.getMessage());
        sayFailed(cause);
        if (postcopy.isListening()) {
            postcopy.giveUp();
        }
        return cause;
    }

    private void takeOver(StateLoader.Ending ending) throws IOException {
        MemorySnapshot snapshot = digest ? MemorySnapshot.begin(machine.memory()) : null;
        if (ending == StateLoader.Ending.RUN) {
            runAheadOfMemory();
        } else {
            startGuest("precopy");
            state.set(MigrationStatus.ACTIVE, MigrationStatus.COMPLETED);
            isHere();
        }
        if (snapshot != null) {
            digests = snapshot.digests();
        }
        if (ending == StateLoader.Ending.END_OF_FILE) {
            checkDescription();
        }
    }

    private void runAheadOfMemory() throws IOException {
        MigrationTrace.process_incoming_migration_co_postcopy_end_main();
        startGuest("postcopy");
        postcopy.guestRuns();
        try {
            postcopy.await();
        } catch (IOException e) {
            state.fail();
            MigrationTrace.migrate_fd_error(e.getMessage());
            throw e;
        }
    }

    private void isHere() {
        MigrationTrace.loadvm_state_cleanup();
        tellDone();
    }

    private void startGuest(String how) {
        MigrationTrace.vmstate_downtime_checkpoint("dst-" + how + "-bh-enter");
        if (how.equals("postcopy")) {
            MigrationTrace.loadvm_postcopy_handle_run_cpu_sync();
            MigrationTrace.vmstate_downtime_checkpoint("dst-postcopy-bh-cpu-synced");
        }
        // this is where QEMU tells the network that the guest has moved; this guest is on none
        MigrationTrace.vmstate_downtime_checkpoint("dst-" + how + "-bh-announced");
        if (how.equals("postcopy")) {
            MigrationTrace.vmstate_downtime_checkpoint("dst-postcopy-bh-cache-invalidated");
            MigrationTrace.loadvm_postcopy_handle_run_vmstart();
        }
        if (multifd != null) {
            multifd.close(false);
        }
        guestRunsHere = machine.takeUp();
        MigrationTrace.vmstate_downtime_checkpoint("dst-" + how + "-bh-vm-started");
    }

    /** The guest is here whatever becomes of this message: a source that does not hear it leaves its own stopped. */
    private void tellDone() {
        try {
            returnPath.send(new ReturnPathMessage.Shut(DONE));
        } catch (IOException e) {
            problem = "the source may not know that the guest is here: " + e.getMessage();
        }
    }

    private void checkDescription() {
        try {
            loader.checkDescription();
        } catch (IOException e) {
            problem = problem == null ? e.getMessage() : problem + "; " + e.getMessage();
        }
    }

    @Override
    public void openReturnPath() throws IOException {
        if (!channel.hasReturnPath()) {
            throw new IOException("the source wants answers, but the stream does not come over a connection");
        }
        returnPath.open(StreamOutput.of(channel));
    }

    @Override
    public void ping(int value) {
        try {
            returnPath.send(new ReturnPathMessage.Pong(value));
        } catch (IOException e) {
            // What has arrived is no worse for it: a postcopy's guest can run, and whoever reads on will learn of the
            // cut.
        }
    }

    @Override
    public void postcopyAdvise(long position, long blockPages, long targetPage) throws IOException {
        if (!channel.hasReturnPath()) {
            throw new StreamFormatException(
                    position, "postcopy over a connection", "it in a stream nobody can answer to");
        }
        postcopy.advise(position, blockPages, targetPage);
        ram.trackReceived();
    }

    @Override
    public void discard(long position, DiscardRanges ranges) throws IOException {
        postcopy.discard(position, ranges);
    }

    @Override
    public void packaged(long position, long length) throws IOException {
        MigrationTrace.loadvm_handle_cmd_packaged((int) length);
        if (length > MAX_PACKAGE) {
            throw new StreamFormatException(
                    position, "a package of at most " + MAX_PACKAGE + " bytes", length + " bytes");
        }
        byte[] bytes = input.bytes((int) length, "a package");
        MigrationTrace.loadvm_handle_cmd_packaged_received(bytes.length);
        StateLoader.Ending ending;
        try (StreamInput inside = StreamInput.of(bytes)) {
            ending = loader.ofPackage(inside).loadSections();
        }
        MigrationTrace.loadvm_handle_cmd_packaged_main(ending == StateLoader.Ending.RUN ? 1 : 0);
        if (ending != StateLoader.Ending.RUN) {
            throw new StreamFormatException(position, "a package that ends with POSTCOPY_RUN", "one that does not");
        }
    }

    @Override
    public void postcopyListen(long position) throws IOException {
        postcopy.listen(position, loader, input);
    }

    @Override
    public void postcopyRun(long position) throws IOException {
        postcopy.run(position);
    }

    @Override
    public void receivedBitmap(long position, String block) throws IOException {
        postcopy.receivedBitmap(position, block);
    }

    @Override
    public void postcopyResume(long position) throws IOException {
        postcopy.resume(position);
    }

    private void sayFailed(IOException cause) {
        try {
            returnPath.send(new ReturnPathMessage.Shut(FAILED));
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
