package dev.tracebridge.agent.cli;

import dev.tracebridge.exporter.CollectorException;
import dev.tracebridge.exporter.ExportCounts;
import dev.tracebridge.exporter.RecordingException;
import dev.tracebridge.exporter.RecordingExport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export}: recordings as OpenTelemetry spans, after the fact or after a crash. */
@Command(
        name = "export",
        header = "Export recordings as OpenTelemetry spans.",
        description = {
            "",
            "Makes spans of recordings of any JVM that ran with the agent, or of its"
                    + " Flight Recorder repository after a crash, and sends them where OTEL_EXPORTER_OTLP_ENDPOINT says,"
                    + " by default to the collector on this host (http://localhost:4318). OpenTelemetry's other"
                    + " variables hold too; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before what the"
                    + " recording says. Exporting a recording again gives the same spans.",
        },
        exitCodeList = {
            "0:done",
            "1:the input is wrong: no recording, or no tracepoint in it",
            "2:wrong usage",
            "3:the collector failed; nothing or not all was exported"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tracebridge export source.jfr destination.jfr",
            "  tracebridge export --output spans.jsonl /tmp/2026_11_21_14_00_00_4711",
            "",
            "The repository of a JVM is what jcmd PID JFR.configure shows; a JVM that is",
            "killed leaves it behind. What was recorded up to the last second is in it."
        })
final class ExportCommand extends HelpedCommand implements Callable<Integer> {

    /** OpenTelemetry's own words on what {@link CollectorException} tells already. Held, since loggers are held weakly. */
    private static final Logger SDK_LOG = Logger.getLogger("io.opentelemetry");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "RECORDING|DIRECTORY",
            arity = "1..*",
            description = "Recordings, and repositories: directories of *.jfr files of one JVM or of several.")
    private List<Path> inputs;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the spans to this file as OTLP JSON lines. They are then only sent where"
                    + " OpenTelemetry's variables ask for it.")
    private Optional<Path> output;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        SDK_LOG.setLevel(Level.OFF);
        List<String> notices = new ArrayList<>();
        try {
            ExportCounts counts = Progress.during(
                    err, "exporting recordings", () -> RecordingExport.run(inputs, output, notices::add));
            notices.forEach(notice -> err.println("tracebridge: " + notice));
            spec.commandLine().getOut().println(counts);
        } catch (RecordingException e) {
            throw CommandException.wrongInput(e.getMessage());
        } catch (CollectorException e) {
            throw CommandException.otherSide(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
        return ExitCode.DONE;
    }
}
