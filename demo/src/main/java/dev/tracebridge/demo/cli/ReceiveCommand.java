package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.analysis.StreamSummary;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.parking.MachineReceiver;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.transport.Entrance;
import dev.tracebridge.demo.transport.MigrationAddress;
import dev.tracebridge.demo.transport.TlsCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Parks a machine of QEMU in a file. */
@Command(
        name = "receive",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        customSynopsis = "demo receive --listen=ADDRESS --to=FILE [OPTIONS]",
        description = {
            "Parks a machine of QEMU in a file.",
            "",
            "To QEMU this is the destination of a precopy migration. The stream is checked while it arrives; only "
                    + "when the file is whole and on the disk is the source told so, where it asks (migration "
                    + "capability return-path): without that it believes what it has sent has arrived.",
            "",
            "The file can be brought back with `demo send' or by QEMU itself (-incoming 'exec:cat FILE'), as often "
                    + "as one likes, but by one at a time: they would be the same machine.",
            "",
            "ADDRESS is " + MigrationAddress.SYNTAX + "; times end in ms, s or m.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  demo receive --listen tcp:127.0.0.1:4444 --to vm.bin",
            "  (qemu) migrate tcp:127.0.0.1:4444"
        })
final class ReceiveCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--listen",
            required = true,
            paramLabel = "ADDRESS",
            converter = MigrationAddressConverter.class,
            description = "Where the source comes in; with port 0 the system chooses one. "
                    + "Whoever can connect can fill the disk: prefer 127.0.0.1.")
    private MigrationAddress address;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "What holds the machine in the end.")
    private Path file;

    @Mixin
    private PageSizeOption pageSize;

    @Mixin
    private WaitingOptions waiting;

    @Mixin
    private SourceTimeout timeout;

    @Mixin
    private TlsServerOptions tls;

    @Mixin
    private MultifdOptions multifd;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        long start;
        StreamSummary summary;
        TlsCredentials credentials = tls.credentials();
        MigrationCapabilities capabilities = capabilities();
        try (Entrance entrance = entrance()) {
            waiting.announce(spec.commandLine().getErr(), entrance.name());
            MigrationChannel channel = entrance.accept(waiting.patience(), timeout.value());
            start = System.nanoTime();
            MoreChannels more =
                    () -> TlsServerOptions.over(entrance.accept(timeout.value(), timeout.value()), credentials);
            summary = receive(TlsServerOptions.over(channel, credentials), more, capabilities);
        }
        new Results()
                .add("machine", summary.machine(), "")
                .addBytes("memory", summary.memory())
                .add("devices", summary.devices(), "")
                .addBytes("received", summary.length())
                .add("normal-pages", summary.normalPages(), "")
                .add("zero-pages", summary.zeroPages(), "")
                .add("total-time", (System.nanoTime() - start) / 1_000_000, "ms")
                .print(spec.commandLine().getOut(), json);
        return 0;
    }

    private Entrance entrance() throws CommandFailedException {
        try {
            return address.listen();
        } catch (IOException e) {
            throw CommandFailedException.inputWrong(e.getMessage());
        }
    }

    private MigrationCapabilities capabilities() {
        try {
            return multifd.capabilities();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private StreamSummary receive(MigrationChannel channel, MoreChannels more, MigrationCapabilities capabilities)
            throws IOException, CommandFailedException {
        Terminal terminal = Terminal.of(spec.commandLine().getErr());
        ProgressLine line = new ProgressLine(terminal, "received");
        try {
            return MachineReceiver.receive(channel, more, capabilities, file, pageSize.bytes(), timeout.value(), line);
        } catch (StreamFormatException e) {
            throw CommandFailedException.otherSideFailed("stream from " + address + ": " + e.getMessage());
        } finally {
            terminal.clear();
        }
    }
}
