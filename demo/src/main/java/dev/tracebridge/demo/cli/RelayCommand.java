package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.analysis.StreamSummary;
import dev.tracebridge.demo.relay.Captures;
import dev.tracebridge.demo.relay.ConnectionReport;
import dev.tracebridge.demo.relay.Relay;
import dev.tracebridge.demo.transport.Entrance;
import dev.tracebridge.demo.transport.MigrationAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sits between two QEMUs. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        customSynopsis = "demo relay --listen=ADDRESS --to=ADDRESS [OPTIONS]",
        description = {
            "Sits between two QEMUs that migrate, and traces both without touching either.",
            "",
            "All connections and both directions are passed on, byte for byte, before anything is looked at. What is "
                    + "understood becomes trace events of both sides (run it with the agent: demo/run relay ...); "
                    + "what is not, such as TLS, is passed on all the same, counted and said.",
            "",
            "ADDRESS is tcp:HOST:PORT or unix:PATH; times end in ms, s or m.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  qemu-system-x86_64 ... -incoming tcp:127.0.0.1:4445",
            "  demo relay --listen tcp:127.0.0.1:4444 --to tcp:127.0.0.1:4445",
            "  (qemu) migrate tcp:127.0.0.1:4444"
        })
final class RelayCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--listen",
            required = true,
            paramLabel = "ADDRESS",
            converter = MigrationAddressConverter.class,
            description = "Where the source comes in; with port 0 the system chooses one. "
                    + "Whoever can connect reaches the destination: prefer 127.0.0.1.")
    private MigrationAddress address;

    @Mixin
    private DestinationAddress to;

    @Mixin
    private PageSizeOption pageSize;

    @Mixin
    private WaitingOptions waiting;

    @Option(
            names = "--linger",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            defaultValue = "1s",
            description = "How long to stay when all connections have ended and the stream has not: "
                    + "more if a postcopy migration is to be recovered.")
    private Duration linger;

    @Option(
            names = "--capture",
            paramLabel = "FOLDER",
            description = "Keep copies of what passes: FOLDER/0-forward.bin is what the source sent on the first "
                    + "connection, 0-backward.bin what came back. demo analyze reads the former.")
    private Path capture;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        requireSocket(address);
        requireSocket(to.value());
        Terminal terminal = Terminal.of(spec.commandLine().getErr());
        List<ConnectionReport> reports;
        Captures captures = captures();
        long start = System.nanoTime();
        try (Entrance entrance = entrance()) {
            waiting.announce(spec.commandLine().getErr(), entrance.name());
            reports = Relay.run(
                    entrance,
                    to.value(),
                    pageSize.bytes(),
                    waiting.patience(),
                    linger,
                    captures,
                    (connections, bytes) ->
                            terminal.show(ByteCount.text(bytes) + " passed on, " + connections + " connections"));
        } finally {
            terminal.clear();
        }
        results(reports, (System.nanoTime() - start) / 1_000_000)
                .print(spec.commandLine().getOut(), json);
        captures.failure()
                .ifPresent(e -> spec.commandLine().getErr().println("demo: not all of it was captured: " + e));
        for (int i = 0; i < reports.size(); i++) {
            say(i, reports.get(i));
        }
        return 0;
    }

    private void requireSocket(MigrationAddress given) {
        if (!(given instanceof MigrationAddress.Tcp) && !(given instanceof MigrationAddress.Unix)) {
            throw new ParameterException(
                    spec.commandLine(), "expected tcp:HOST:PORT or unix:PATH, which carry answers, found " + given);
        }
    }

    private Captures captures() throws CommandFailedException {
        try {
            return capture == null ? Captures.none() : Captures.in(capture);
        } catch (IOException e) {
            throw CommandFailedException.inputWrong("--capture: " + e);
        }
    }

    private Entrance entrance() throws CommandFailedException {
        try {
            return address.listen();
        } catch (IOException e) {
            throw CommandFailedException.inputWrong(e.getMessage());
        }
    }

    private void say(int number, ConnectionReport report) {
        String reason =
                !report.trouble().isEmpty() ? report.trouble() : report.kind().text();
        if (report.undecoded() > 0) {
            spec.commandLine()
                    .getErr()
                    .println("demo: connection " + number + ": " + ByteCount.text(report.undecoded())
                            + " passed on without being understood: " + reason);
        }
        if (!report.failure().isEmpty()) {
            spec.commandLine().getErr().println("demo: connection " + number + " broke: " + report.failure());
        }
    }

    private static Results results(List<ConnectionReport> reports, long millis) {
        Results results = new Results()
                .add("connections", reports.size(), "")
                .add("complete", reports.stream().anyMatch(ConnectionReport::complete), "")
                .add("confirmed", reports.stream().anyMatch(ConnectionReport::confirmed), "")
                .addBytes(
                        "forward",
                        reports.stream().mapToLong(ConnectionReport::forward).sum())
                .addBytes(
                        "backward",
                        reports.stream().mapToLong(ConnectionReport::backward).sum())
                .addBytes(
                        "undecoded",
                        reports.stream().mapToLong(ConnectionReport::undecoded).sum());
        for (ConnectionReport report : reports) {
            if (report.complete()) {
                StreamSummary summary = report.summary();
                results.add("machine", summary.machine(), "")
                        .addBytes("memory", summary.memory())
                        .add("devices", summary.devices(), "")
                        .add("normal-pages", summary.normalPages(), "")
                        .add("zero-pages", summary.zeroPages(), "");
            }
        }
        for (int i = 0; i < reports.size(); i++) {
            results.add("connection-" + i, reports.get(i).kind().text(), "");
        }
        return results.add("total-time", millis, "ms");
    }
}
