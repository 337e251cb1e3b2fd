package dev.tracebridge.agent.cli;

import dev.tracebridge.catalogue.TracepointPattern;
import dev.tracebridge.recording.print.PrintForm;
import dev.tracebridge.recording.print.RecordingPrint;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code print}: a recording as QEMU's own log lines. */
@Command(
        name = "print",
        header = "Print recordings as QEMU's log lines.",
        description = {
            "",
            "What was imported comes out as it went in, byte for byte, log by log. What was recorded live comes in the order of"
                    + " time; a span that is one event makes two lines, as QEMU would have logged them.",
        })
final class PrintCommand extends HelpedCommand implements Callable<Integer> {

    private static final int BUFFER = 1 << 16;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RECORDING", arity = "1..*", description = "Flight Recorder files.")
    private List<Path> files;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "${COMPLETION-CANDIDATES}. log is what QEMU logged; timestamp has TID@SECONDS.MICROSECONDS: before"
                            + " each name, iso the time in UTC; json is an object a line. Default: ${DEFAULT-VALUE}.")
    private PrintForm format = PrintForm.LOG;

    @Option(
            names = "--events",
            paramLabel = "PATTERN",
            description = "Which tracepoints, as QEMU's -trace has it: 'vmstate_downtime*,-ram_*'.")
    private String events;

    @Option(names = "--from", paramLabel = "TIME", description = "Only from then on: 2026-03-01T12:00:00.250Z.")
    private Instant from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only before then.")
    private Instant to;

    @Override
    public Integer call() throws IOException {
        RecordingPrint print = RecordingPrint.as(format, Terminal.isInteractive());
        if (events != null) {
            print.only(pattern());
        }
        if (from != null) {
            print.from(from);
        }
        if (to != null) {
            print.until(to);
        }
        try (OutputStream out = new BufferedOutputStream(new StandardOutput(), BUFFER)) {
            print.run(files, out);
        }
        return ExitCode.DONE;
    }

    private TracepointPattern pattern() {
        try {
            return TracepointPattern.parse(events);
        } catch (IllegalArgumentException e) {
            ParameterException mistake = new ParameterException(spec.commandLine(), "--events: " + e.getMessage());
            mistake.initCause(e);
            throw mistake;
        }
    }
}
