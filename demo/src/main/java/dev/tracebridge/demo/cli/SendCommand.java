package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.parking.MachineSender;
import dev.tracebridge.demo.parking.ParkedMachine;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.transport.MigrationAddress;
import dev.tracebridge.demo.transport.TlsCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "ADDRESS is " + MigrationAddress.SYNTAX + "; times end in ms, s or m.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  qemu-system-x86_64 ... -incoming tcp:127.0.0.1:4444",
            "  demo send --from vm.bin --to tcp:127.0.0.1:4444"
        })
final class SendCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--from", required = true, paramLabel = "FILE", description = "What holds the machine.")
    private Path file;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "ADDRESS",
            converter = MigrationAddressConverter.class,
            description = "Where the destination waits.")
    private MigrationAddress address;

    @Mixin
    private PageSizeOption pageSize;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            defaultValue = "30s",
            description = "How long the destination may stall.")
    private Duration timeout;

    @Mixin
    private TlsOptions tls;

    @Option(
            names = "--tls-hostname",
            paramLabel = "NAME",
            description = "The name the destination's certificate is for, if it is not the host of --to.")
    private String tlsHostname;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        TlsCredentials credentials = tls.clientCredentials();
        ParkedMachine machine = open();
        Terminal terminal = Terminal.of(spec.commandLine().getErr());
        long start = System.nanoTime();
        boolean confirmed;
        try {
            MigrationChannel channel = tls.client(address.connect(timeout), credentials, address, tlsHostname);
            confirmed = MachineSender.send(machine, channel, timeout, new ProgressLine(terminal, "sent"));
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
