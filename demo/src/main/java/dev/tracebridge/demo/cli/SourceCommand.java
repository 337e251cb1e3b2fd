package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.check.MemoryCheck;
import dev.tracebridge.demo.engine.FileTransport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.engine.WorkerThread;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineModel;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.memory.MemorySnapshot;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import dev.tracebridge.demo.source.OutgoingMigration;
import dev.tracebridge.demo.transport.TlsCredentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a guest and migrates it away. */
@Command(
        name = "source",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "demo source (--to=HOST:PORT | --to-file=FILE) [OPTIONS]",
        showDefaultValues = true,
        description = {
            "Runs a guest and migrates it away while it keeps writing.",
            "",
            "Sizes are bytes or end in K, M or G; times end in ms, s or m.",
            ""
        })
final class SourceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Target target;

    static final class Target {

        @Option(
                names = "--to",
                paramLabel = "HOST:PORT",
                converter = HostAndPort.class,
                description = "Where the destination listens.")
        private InetSocketAddress address;

        @Option(
                names = "--to-file",
                paramLabel = "FILE",
                description = "Write the stream to a file instead. The guest ends here.")
        private Path file;
    }

    @Option(
            names = "--machine",
            paramLabel = "MODEL",
            defaultValue = "PC",
            description =
                    "What the guest runs on. NONE is QEMU's machine of that name, memory and nothing else: its guest "
                            + "also moves to qemu-system-x86_64 -M none -nodefaults -m SIZE -incoming tcp:HOST:PORT. One of: "
                            + "${COMPLETION-CANDIDATES}.")
    private MachineModel model;

    @Option(
            names = "--ram",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            defaultValue = "128M",
            description = "The guest's main memory, 4M to 1G. The destination needs the same.")
    private long ram;

    @Option(
            names = "--used",
            paramLabel = "PERCENT",
            defaultValue = "50",
            description = "How much of it the guest has written already; the rest is zeros.")
    private int used;

    @Option(
            names = "--dirty-rate",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            defaultValue = "16M",
            description = "Memory the guest dirties in a second, in whole pages.")
    private long dirtyRate;

    @Option(
            names = "--working-set",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            defaultValue = "32M",
            description = "How much memory it does so in, the whole of it at most.")
    private long workingSet;

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            defaultValue = "500ms",
            description = "How long the guest runs before it is migrated.")
    private Duration warmUp;

    @Option(
            names = "--downtime-limit",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            defaultValue = "300ms",
            description =
                    "How long the guest may stand still. It is stopped when what is left can be sent in that time.")
    private Duration downtimeLimit;

    @Option(
            names = "--max-bandwidth",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            defaultValue = "128M",
            description = "Bytes a second at most while the guest runs.")
    private long maxBandwidth;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            defaultValue = "2m",
            description = "Give up if the guest could not be stopped by then, and let it run on here.")
    private Duration timeLimit;

    @Mixin
    private DestinationTimeout timeout;

    @Option(
            names = "--check",
            description = "After the migration, send the hashes of all memory over a second connection; "
                    + "fail if the destination holds anything else. The destination needs --check too.")
    private boolean check;

    @Option(
            names = "--cancel-after",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Give up after so long, if the guest has not been handed over, and let it run on here.")
    private Duration cancelAfter;

    @Mixin
    private CapabilityOptions capabilities;

    @Mixin
    private TlsClientOptions tls;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (check && target.address == null) {
            throw new ParameterException(spec.commandLine(), "--check needs --to: a file does not answer");
        }
        TlsCredentials credentials = tls.credentials();
        MachineSettings settings;
        MigrationParameters parameters;
        try {
            settings = new MachineSettings(ram, used, Math.min(workingSet, ram), dirtyRate);
            parameters = new MigrationParameters(
                    downtimeLimit, maxBandwidth, timeLimit, timeout.value(), capabilities.maxPostcopyBandwidth());
            requireConnection(capabilities.capabilities(), credentials);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        try (Machine machine = Machine.booted(model, settings)) {
            machine.start();
            Thread.sleep(warmUp.toMillis());
            return migrate(machine, parameters, credentials);
        }
    }

    private void requireConnection(MigrationCapabilities wanted, TlsCredentials credentials) {
        if (target.address == null && credentials != null) {
            throw new IllegalArgumentException("--tls-creds needs --to: a file shows no certificate");
        }
        if (wanted.postcopyPreempt() && credentials != null) {
            throw new IllegalArgumentException("--postcopy-preempt does not go with --tls-creds");
        }
        if (target.address == null && (wanted.multifdChannels() > 0 || wanted.postcopy())) {
            throw new IllegalArgumentException("multifd and postcopy need --to: a file is one channel, and no answer");
        }
    }

    private int migrate(Machine machine, MigrationParameters parameters, TlsCredentials credentials) throws Exception {
        Terminal terminal = Terminal.of(spec.commandLine().getErr());
        OutgoingMigration migration = OutgoingMigration.start(
                machine,
                open(credentials),
                target.address == null
                        ? MoreChannels.NONE
                        : new Reconnection(
                                () -> connect(credentials),
                                timeout.value(),
                                capabilities.recoverFor(),
                                spec.commandLine().getErr()),
                parameters,
                capabilities.capabilities(),
                (transferred, remaining, rounds, megabits) -> terminal.show(String.format(
                        Locale.ROOT,
                        "%s sent, %s left, %d syncs, %.0f Mbit/s",
                        ByteCount.text(transferred),
                        ByteCount.text(remaining),
                        rounds,
                        megabits)));
        after(capabilities.postcopyAfter(), migration::startPostcopy);
        after(cancelAfter, migration::cancel);
        MigrationReport report = migration.await();
        terminal.clear();
        if (report.guestMayRunThere()) {
            askOperator(machine, migration, report);
        }
        Results results = results(report);
        List<String> differing = List.of();
        if (check && report.status() == MigrationStatus.COMPLETED) {
            differing = sendHashes(machine, credentials);
            results.add("memory-equal", differing.isEmpty(), "");
        }
        results.print(spec.commandLine().getOut(), json);
        failUnlessDone(report, differing);
        return 0;
    }

    /** Runs {@code action} after a while; null for never. A migration that has ended by then does not mind. */
    private static void after(Duration delay, Runnable action) {
        if (delay != null) {
            Executor ownThread = task -> WorkerThread.of("demo-operator", task).start();
            CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, ownThread)
                    .execute(action);
        }
    }

    private void askOperator(Machine machine, OutgoingMigration migration, MigrationReport report)
            throws IOException, CommandFailedException {
        PrintWriter talk = spec.commandLine().getErr();
        talk.println("demo: " + report.error());
        Operator operator = new Operator(System.in, talk);
        boolean here = operator.saysRunHere();
        if (here) {
            migration.runHere();
            operator.awaitEnd();
            machine.stop(RunState.PAUSED);
        }
        results(report).print(spec.commandLine().getOut(), json);
        throw CommandFailedException.otherSideFailed(
                here ? "the guest ran on here on the operator's word" : "the guest was left stopped");
    }

    private MigrationChannel open(TlsCredentials credentials) throws IOException, CommandFailedException {
        if (target.address != null) {
            return connect(credentials);
        }
        try {
            return FileTransport.create(target.file);
        } catch (IOException e) {
            throw CommandFailedException.inputWrong("cannot write " + target.file + ": " + e);
        }
    }

    private MigrationChannel connect(TlsCredentials credentials) throws IOException {
        return secured(OutgoingMigration.connect(target.address, timeout.value()), credentials);
    }

    private MigrationChannel secured(SocketTransport channel, TlsCredentials credentials) throws IOException {
        return tls.client(channel, credentials, target.address.getHostString());
    }

    private List<String> sendHashes(Machine machine, TlsCredentials credentials) throws IOException {
        SocketTransport plain = SocketTransport.connect(target.address, timeout.value());
        try (MigrationChannel channel = secured(plain, credentials)) {
            return MemoryCheck.send(
                    channel, MemorySnapshot.begin(machine.memory()).digests());
        }
    }

    private void failUnlessDone(MigrationReport report, List<String> differing) throws CommandFailedException {
        if (report.status() == MigrationStatus.CANCELLED) {
            throw CommandFailedException.inputWrong(report.error());
        }
        if (report.status() != MigrationStatus.COMPLETED) {
            throw target.file != null
                    ? CommandFailedException.inputWrong(target.file + ": " + report.error())
                    : CommandFailedException.otherSideFailed(report.error());
        }
        if (!differing.isEmpty()) {
            throw CommandFailedException.otherSideFailed(
                    "the destination's memory differs in " + String.join(", ", differing));
        }
    }

    private static Results results(MigrationReport report) {
        Results results = new Results()
                .add("status", report.status().text(), "")
                .add("total-time", report.totalMillis(), "ms")
                .add("setup-time", report.setupMillis(), "ms")
                .add("downtime", report.downtimeMillis(), "ms")
                .addBytes("transferred", report.transferred())
                .addBytes("total", report.total())
                .add("normal-pages", report.normalPages(), "")
                .add("zero-pages", report.zeroPages(), "")
                .add("dirty-sync-count", report.dirtySyncs(), "")
                .add("dirty-pages-rate", report.dirtyPagesRate(), "pages/s")
                .add("mbps", Math.round(report.megabitsPerSecond() * 10) / 10.0, "Mbit/s");
        if (report.xbzrle() != null) {
            results.add("xbzrle-pages", report.xbzrle().pages(), "")
                    .addBytes("xbzrle-bytes", report.xbzrle().bytes())
                    .add("xbzrle-unchanged", report.xbzrle().unchanged(), "")
                    .add("xbzrle-cache-misses", report.xbzrle().cacheMisses(), "")
                    .add("xbzrle-overflows", report.xbzrle().overflows(), "");
        }
        if (report.throttlePercent() > 0) {
            results.add("throttle", report.throttlePercent(), "%");
        }
        if (report.pageRequests() > 0) {
            results.add("postcopy-requests", report.pageRequests(), "");
        }
        if (report.pauses() > 0) {
            results.add("postcopy-pauses", report.pauses(), "");
        }
        return results.add("guest-runs-here", report.guestRunsHere(), "")
                .add("guest-may-run-there", report.guestMayRunThere(), "");
    }
}
