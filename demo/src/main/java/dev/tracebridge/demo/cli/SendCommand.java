package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.parking.MachineSender;
import dev.tracebridge.demo.parking.ParkedMachine;
import dev.tracebridge.demo.stream.StreamFormatException;
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

/** Brings a parked machine back to a QEMU. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        customSynopsis = "demo send --from=FILE --to=ADDRESS [OPTIONS]",
        description = {
            "Brings a parked machine back to a QEMU that waits for it (-incoming ADDRESS).",
            "",
            "The file comes from `demo receive' or from QEMU itself (migrate \"exec:cat > FILE\"). It is read to its "
                    + "end before anything is sent. Over a socket the destination is asked to confirm that it has "
                    + "taken the machine over. The file stays as it is; do not run the machine twice.",
            "",
            "With --multifd-channels the pages go over connections of their own, to a QEMU that has the migration "
                    + "capability multifd and as many multifd-channels. One before 9.0 also needs --zero-pages legacy, "
                    + "and one before 8.1 --multifd-flush section.",
            "",
            "ADDRESS is " + MigrationAddress.SYNTAX + "; times end in ms, s or m.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  qemu-system-x86_64 ... -incoming tcp:127.0.0.1:4444",
            "  demo send --from vm.bin --to tcp:127.0.0.1:4444",
            "",
            "  qemu-system-x86_64 ... -incoming defer",
            "  (qemu) migrate_set_capability multifd on",
            "  (qemu) migrate_set_parameter multifd-channels 4",
            "  (qemu) migrate_incoming tcp:127.0.0.1:4444",
            "  demo send --from vm.bin --to tcp:127.0.0.1:4444 --multifd-channels 4"
        })
final class SendCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--from", required = true, paramLabel = "FILE", description = "What holds the machine.")
    private Path file;

    @Mixin
    private DestinationAddress to;

    @Mixin
    private PageSizeOption pageSize;

    @Mixin
    private DestinationTimeout timeout;

    @Mixin
    private TlsClientOptions tls;

    @Mixin
    private MultifdSourceOptions multifd;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        MigrationCapabilities capabilities = capabilities();
        TlsCredentials credentials = tls.credentials();
        ParkedMachine machine = open();
        if (capabilities.multifdChannels() > 0 && machine.pageSize() != RamBlock.PAGE_SIZE) {
            throw CommandFailedException.inputWrong(file + ": expected pages of " + RamBlock.PAGE_SIZE
                    + " bytes, which multifd carries, found pages of " + machine.pageSize());
        }
        Terminal terminal = Terminal.of(spec.commandLine().getErr());
        long start = System.nanoTime();
        boolean confirmed;
        try {
            MoreChannels connection = () -> tls.client(to.value().connect(timeout.value()), credentials, to.value());
            confirmed = MachineSender.send(
                    machine,
                    connection.open(),
                    connection,
                    capabilities,
                    timeout.value(),
                    new ProgressLine(terminal, "sent"));
        } catch (StreamFormatException e) {
            throw CommandFailedException.inputWrong(file + ": " + e.getMessage());
        } finally {
            terminal.clear();
        }
        new Results()
                .add("machine", machine.summary().machine(), "")
                .addBytes("memory", machine.summary().memory())
                .add("devices", machine.summary().devices(), "")
                .addBytes("sent", machine.summary().length())
                .add("total-time", (System.nanoTime() - start) / 1_000_000, "ms")
                .add("confirmed", confirmed, "")
                .print(spec.commandLine().getOut(), json);
        return 0;
    }

    private MigrationCapabilities capabilities() {
        MigrationCapabilities capabilities;
        try {
            capabilities = multifd.capabilities();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        boolean socket = to.value() instanceof MigrationAddress.Tcp || to.value() instanceof MigrationAddress.Unix;
        if (capabilities.multifdChannels() > 0 && !socket) {
            throw new ParameterException(
                    spec.commandLine(),
                    "multifd needs --to=tcp:HOST:PORT or --to=unix:PATH: " + to.value() + " is one channel");
        }
        return capabilities;
    }

    private ParkedMachine open() throws CommandFailedException {
        try {
            return ParkedMachine.open(file, pageSize.bytes());
        } catch (StreamFormatException e) {
            throw CommandFailedException.inputWrong(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw CommandFailedException.inputWrong(file + ": " + e);
        }
    }
}
