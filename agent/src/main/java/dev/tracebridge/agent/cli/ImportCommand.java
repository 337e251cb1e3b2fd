package dev.tracebridge.agent.cli;

import dev.tracebridge.agent.cli.catalogue.TerminalText;
import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.CatalogueException;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.recording.log.ImportModel;
import dev.tracebridge.recording.log.LogImport;
import dev.tracebridge.recording.log.LogImportException;
import dev.tracebridge.recording.log.LogInput;
import dev.tracebridge.recording.log.SourceSummary;
import dev.tracebridge.recording.log.SourceSummary.NameCount;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: QEMU's own traces as a recording. */
@Command(
        name = "import",
        header = "Make a recording of QEMU's trace logs.",
        description = {
            "",
            "Reads what QEMU's log backend wrote, with any of its prefixes, and files of its simple backend, versions 3 and 4;"
                    + " plain or gzip. The recording has the original times, threads and types, and the spans, states and phases"
                    + " that the tracepoints make: JDK Mission Control, print, report and export need nothing else.",
            "",
            "Several logs, say of source and destination, come into one recording and are told apart. Lines that are no records"
                    + " are left out and counted; a record that does not fit its tracepoint's format is kept as text.",
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  qemu-system-x86_64 -msg timestamp=on -trace 'migrat*' -D source.log ...",
            "  tracebridge import source.log destination.log \\",
            "      --catalogue /usr/share/qemu/trace-events-all -o migration.jfr",
        })
final class ImportCommand extends HelpedCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";
    private static final String SIDECAR = "trace-spans.yaml";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LOG", arity = "1..*", description = "Trace logs; '-' is standard input.")
    private List<String> logs;

    @Option(
            names = "--catalogue",
            required = true,
            paramLabel = "FILE",
            description = "The trace-events-all of the QEMU that wrote the logs.")
    private Path catalogue;

    @Option(
            names = "--sidecar",
            paramLabel = "FILE",
            description = "How the tracepoints pair up. Default: " + SIDECAR
                    + " beside the catalogue; without it, what is known of QEMU's migration, 2.12 to 10.2.")
    private Path sidecar;

    @Option(names = "--no-sidecar", description = "Take all tracepoints for instants: no spans, no states, no phases.")
    private boolean noSidecar;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The recording to write.")
    private Path output;

    @Option(names = "--force", description = "Replace the recording if it is there.")
    private boolean force;

    @Option(
            names = "--start",
            paramLabel = "TIME",
            description = "When the first record was, where the log does not tell: 2026-03-01T12:00:00Z.")
    private Instant start;

    @Override
    public Integer call() throws IOException {
        if (noSidecar && sidecar != null) {
            throw new ParameterException(spec.commandLine(), "--sidecar and --no-sidecar contradict each other");
        }
        PrintWriter err = spec.commandLine().getErr();
        OutputFile file = OutputFile.at(output, force);
        ImportModel model = model();
        AtomicLong lines = new AtomicLong();
        List<SourceSummary> summaries = Progress.during(
                err,
                () -> String.format(Locale.ROOT, "importing, %,d lines", lines.get()),
                () -> file.write(out -> run(model, lines, out)));
        summaries.forEach(summary -> remark(err, summary));
        spec.commandLine().getOut().println(result(summaries));
        return ExitCode.DONE;
    }

    private ImportModel model() {
        try {
            Catalogue tracepoints = Catalogue.read(catalogue);
            if (noSidecar) {
                return ImportModel.of(tracepoints, Sidecar.of(ImportModel.QEMU));
            }
            Path beside = catalogue.resolveSibling(SIDECAR);
            if (sidecar != null || Files.exists(beside)) {
                return ImportModel.of(tracepoints, Sidecar.read(sidecar == null ? beside : sidecar, tracepoints));
            }
            return ImportModel.ofQemu(tracepoints);
        } catch (CatalogueException e) {
            throw CommandException.wrongInput(TerminalText.lines(e.getMessage()));
        }
    }

    private List<SourceSummary> run(ImportModel model, AtomicLong lines, OutputStream out) throws IOException {
        LogImport logImport = LogImport.with(model).reporting(lines::addAndGet);
        if (start != null) {
            logImport.startingAt(start);
        }
        List<InputStream> streams = new ArrayList<>();
        try {
            List<LogInput> inputs = new ArrayList<>();
            for (String log : logs) {
                InputStream stream = log.equals(STANDARD_INPUT) ? new Unclosed(System.in) : open(log);
                streams.add(stream);
                inputs.add(new LogInput(name(log), stream));
            }
            return logImport.run(inputs, out);
        } catch (LogImportException e) {
            throw CommandException.wrongInput(TerminalText.line(e.getMessage()));
        } finally {
            for (InputStream stream : streams) {
                stream.close();
            }
        }
    }

    private static InputStream open(String log) throws IOException {
        Path path = Path.of(log);
        if (Files.isDirectory(path)) {
            throw CommandException.wrongInput(TerminalText.line(log) + ": expected a trace log, found a directory");
        }
        return Files.newInputStream(path);
    }

    private static String name(String log) {
        return log.equals(STANDARD_INPUT)
                ? "stdin"
                : Optional.ofNullable(Path.of(log).getFileName())
                        .orElse(Path.of(log))
                        .toString();
    }

    /** Standard input is not ours to close. */
    private static final class Unclosed extends FilterInputStream {

        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }

    /** What the user should know of one log. */
    private void remark(PrintWriter err, SourceSummary summary) {
        if (summary.kept() > 0) {
            note(
                    err,
                    summary,
                    "%,d records do not fit the catalogue, which may be another version's, and were kept as text: %s",
                    summary.kept(),
                    names(summary.misfits()));
        }
        if (summary.unknown() > 0) {
            note(
                    err,
                    summary,
                    "%,d records of tracepoints that the catalogue does not have were left out: %s",
                    summary.unknown(),
                    names(summary.unknownNames()));
        }
        if (summary.skipped() > 0) {
            note(err, summary, "%,d lines that are no records were left out", summary.skipped());
        }
        if (summary.dropped() > 0) {
            note(err, summary, "QEMU itself dropped %,d records", summary.dropped());
        }
        if (summary.untimed() > 0) {
            note(
                    err,
                    summary,
                    "%,d records do not tell their time; they have their order, and --start says when they begin",
                    summary.untimed());
        }
    }

    private static String names(List<NameCount> counts) {
        return counts.stream()
                .map(count -> String.format(Locale.ROOT, "%s (%,d)", count.name(), count.count()))
                .collect(Collectors.joining(", "));
    }

    private static void note(PrintWriter err, SourceSummary summary, String format, Object... values) {
        String text = String.format(Locale.ROOT, format, values);
        err.println("tracebridge: note: " + TerminalText.line(summary.name() + ": " + text));
    }

    private String result(List<SourceSummary> summaries) {
        long lines = summaries.stream().mapToLong(SourceSummary::lines).sum();
        long records = summaries.stream().mapToLong(SourceSummary::records).sum();
        return TerminalText.line(String.format(
                Locale.ROOT,
                "%s: %,d records of %,d lines in %d %s",
                output,
                records,
                lines,
                summaries.size(),
                summaries.size() == 1 ? "log" : "logs"));
    }
}
