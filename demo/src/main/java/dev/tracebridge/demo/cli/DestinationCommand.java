package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.check.MemoryCheck;
import dev.tracebridge.demo.destination.IncomingMigration;
import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.FileTransport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.machine.Heartbeat;
import dev.tracebridge.demo.machine.HeldMachine;
import dev.tracebridge.demo.machine.IncomingMachine;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineModel;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.transport.TlsCredentials;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Waits for a guest and runs it. */
@Command(
        name = "destination",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = "demo destination (--listen=HOST:PORT | --from-file=FILE) [OPTIONS]",
        showDefaultValues = true,
        description = {
            "Waits for a guest, takes it over and lets it run.",
            "",
            "Sizes are bytes or end in K, M or G; times end in ms, s or m.",
            ""
        })
final class DestinationCommand implements Callable<Integer> {

    private static final double NANOS_PER_MILLI = 1e6;

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Origin origin;

    static final class Origin {

        @Option(
                names = "--listen",
                paramLabel = "HOST:PORT",
                converter = HostAndPort.class,
                description = "Where to wait for the source; with port 0 the system chooses one. "
                        + "Whoever can connect can hand a guest over: prefer 127.0.0.1.")
        private InetSocketAddress address;

        @Option(
                names = "--from-file",
                paramLabel = "FILE",
                description = "Take the guest from a file that the source wrote with --to-file.")
        private Path file;
    }

    @Option(
            names = "--machine",
            paramLabel = "MODEL",
            defaultValue = "PC",
            description = "What the guest runs on, as on the source. NONE also takes the guest of "
                    + "qemu-system-x86_64 -M none -nodefaults -m SIZE. One of: ${COMPLETION-CANDIDATES}.")
    private MachineModel model;

    @Option(
            names = "--ram",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            defaultValue = "128M",
            description = "The guest's main memory, as on the source.")
    private long ram;

    @Option(
            names = "--hold",
            description =
                    "Take in a machine of whatever kind, such as one of QEMU's, with up to --ram of memory, and do "
                            + "not run it. It is gone when this ends: for streams there is a copy of.")
    private boolean hold;

    @Option(
            names = "--run-for",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            defaultValue = "1s",
            description = "How long the guest runs here before it is ended.")
    private Duration runFor;

    @Mixin
    private WaitingOptions waiting;

    @Mixin
    private SourceTimeout timeout;

    @Option(
            names = "--check",
            description = "After the migration, wait for the source's hashes of all memory on a second connection; "
                    + "fail if what arrived is anything else. The source needs --check too.")
    private boolean check;

    @Mixin
    private IncomingOptions incoming;

    @Mixin
    private TlsServerOptions tls;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (check && origin.address == null) {
            throw new ParameterException(spec.commandLine(), "--check needs --listen: a file does not answer");
        }
        TlsCredentials credentials = tls.credentials();
        IncomingMachine machine;
        try {
            requireConnection(incoming.capabilities(), credentials);
            machine = hold ? HeldMachine.waiting(ram) : Machine.waiting(model, ram);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        try (machine) {
            return origin.address == null ? fromFile(machine) : listen(machine, credentials);
        }
    }

    private void requireConnection(MigrationCapabilities expected, TlsCredentials credentials) {
        if (origin.address == null && credentials != null) {
            throw new IllegalArgumentException("--tls-creds needs --listen: a file shows no certificate");
        }
        if (incoming.postcopyPreempt() && credentials != null) {
            throw new IllegalArgumentException("--postcopy-preempt does not go with --tls-creds");
        }
        if (origin.address == null && (expected.multifdChannels() > 0 || expected.postcopy())) {
            throw new IllegalArgumentException("multifd and postcopy need --listen: a file is one channel");
        }
    }

    private int fromFile(IncomingMachine machine) throws Exception {
        IncomingReport report;
        try {
            report = IncomingMigration.run(machine, FileTransport.open(origin.file), false);
        } catch (IOException e) {
            String reason = e instanceof StreamFormatException ? e.getMessage() : e.toString();
            throw CommandFailedException.inputWrong(origin.file + ": " + reason);
        }
        return finish(machine, report, new Results(), List.of());
    }

    private int listen(IncomingMachine machine, TlsCredentials credentials) throws Exception {
        try (MigrationListener listener = bind()) {
            String address = SocketTransport.text(listener.address());
            waiting.announce(spec.commandLine().getErr(), address);
            Duration patience = waiting.patience();
            MigrationChannel first = accept(listener, patience, credentials);
            IncomingReport report = receive(machine, first, more(listener, credentials));
            Results results = new Results();
            List<String> differing = List.of();
            if (check) {
                SocketTransport plain = listener.accept(timeout.value(), timeout.value());
                try (MigrationChannel second = TlsServerOptions.over(plain, credentials)) {
                    differing = MemoryCheck.receive(second, report.digests());
                }
                results.add("memory-equal", differing.isEmpty(), "");
            }
            return finish(machine, report, results, differing);
        }
    }

    private MigrationChannel accept(MigrationListener listener, Duration wait, TlsCredentials credentials)
            throws IOException {
        return TlsServerOptions.over(IncomingMigration.accept(listener, wait, timeout.value()), credentials);
    }

    private MoreChannels more(MigrationListener listener, TlsCredentials credentials) {
        return new MoreChannels() {
            @Override
            public MigrationChannel open() throws IOException {
                return accept(listener, timeout.value(), credentials);
            }

            @Override
            public MigrationChannel recover(IOException cause) throws IOException {
                PrintWriter talk = spec.commandLine().getErr();
                talk.println("demo: postcopy was cut off (" + cause.getMessage() + "); waiting for the source");
                talk.flush();
                return DestinationCommand.this.accept(listener, incoming.recoverFor(), credentials);
            }
        };
    }

    private IncomingReport receive(IncomingMachine machine, MigrationChannel channel, MoreChannels more)
            throws IOException, CommandFailedException {
        try {
            return IncomingMigration.run(machine, channel, more, incoming.capabilities(), check);
        } catch (StreamFormatException e) {
            throw CommandFailedException.otherSideFailed("stream from " + channel.peer() + ": " + e.getMessage());
        }
    }

    private MigrationListener bind() throws CommandFailedException {
        try {
            return MigrationListener.bind(origin.address);
        } catch (IOException e) {
            throw CommandFailedException.inputWrong(e.getMessage());
        }
    }

    private int finish(IncomingMachine machine, IncomingReport report, Results check, List<String> differing)
            throws Exception {
        if (report.problem() != null) {
            spec.commandLine().getErr().println("demo: the guest is here, but: " + report.problem());
        }
        Results results = results(report);
        if (machine instanceof Machine guest) {
            if (report.guestRunsHere()) {
                Thread.sleep(runFor.toMillis());
                guest.stop(RunState.PAUSED);
            }
            addHeartbeat(results, guest.heartbeat());
        }
        results.add("guest-runs-here", report.guestRunsHere(), "")
                .addAll(check)
                .print(spec.commandLine().getOut(), json);
        if (!differing.isEmpty()) {
            throw CommandFailedException.otherSideFailed(
                    "this memory differs from the source's in " + String.join(", ", differing));
        }
        return 0;
    }

    private static Results results(IncomingReport report) {
        Results results = new Results()
                .add("status", report.status().text(), "")
                .add("total-time", report.totalMillis(), "ms")
                .addBytes("received", report.received())
                .add("normal-pages", report.normalPages(), "")
                .add("zero-pages", report.zeroPages(), "");
        if (report.xbzrlePages() > 0) {
            results.add("xbzrle-pages", report.xbzrlePages(), "");
        }
        if (report.pageFaults() > 0) {
            results.add("postcopy-faults", report.pageFaults(), "")
                    .add("postcopy-blocktime", report.blocktimeMillis(), "ms");
        }
        if (report.pauses() > 0) {
            results.add("postcopy-pauses", report.pauses(), "");
        }
        return results;
    }

    private static void addHeartbeat(Results results, Heartbeat heartbeat) {
        if (heartbeat.handoverGapNanos() >= 0) {
            results.add("guest-gap", millis(heartbeat.handoverGapNanos()), "ms");
        }
        results.add("guest-longest-gap", millis(heartbeat.longestGapNanos()), "ms")
                .add("guest-heartbeats", heartbeat.beats(), "");
    }

    private static double millis(long nanos) {
        return Math.round(nanos / NANOS_PER_MILLI * 1000) / 1000.0;
    }
}
