package dev.tracebridge.agent.cli;

import dev.tracebridge.recording.report.HtmlRenderer;
import dev.tracebridge.recording.report.JsonRenderer;
import dev.tracebridge.recording.report.MigrationReport;
import dev.tracebridge.recording.report.ReportException;
import dev.tracebridge.recording.report.RuleRun;
import dev.tracebridge.recording.report.TextRenderer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: what recordings say about a migration. */
@Command(
        name = "report",
        header = "Report on a live migration.",
        description = {
            "",
            "Reads recordings of QEMU's migration tracepoints, of the source, the destination or both, and tells the states, the"
                    + " rounds, what was sent how fast, the downtime by phase and by device, page faults, pauses and"
                    + " channels, what to change, and what went wrong. QEMU before 8.2 has no downtime checkpoints: then the"
                    + " report tells from which tracepoints it knows the downtime.",
        },
        footerHeading = "%nJSON:%n",
        footer = {
            "  {\"sharedTraceId\": \"4bf92f35...\", \"guestStoppedMs\": 42.5,",
            "   \"recordings\": [",
            "     {\"file\": \"source.jfr\", \"side\": \"source\",",
            "      \"first\": \"2026-03-01T12:00:00.250Z\", \"last\": ..., \"events\": 12345,",
            "      \"states\": [{\"name\": \"migration\", \"steps\": [{\"state\": \"setup\", ...}]}],",
            "      \"rounds\": [{\"dirtyPages\": 65536, \"syncMs\": 1.5, ...}],",
            "      \"transfer\": {\"transferredBytes\": 262144000, ...},",
            "      \"downtimes\": [{\"name\": \"source_downtime\", \"lastedMs\": 50.0, ...}],",
            "      \"warnings\": [{\"parameter\": \"max-bandwidth\", \"advice\": ...}],",
            "      \"longestDevices\": [...], \"unfinished\": {...}, \"errors\": {...}}]}",
            "",
            "Times are UTC, members that end in Ms milliseconds; what is not known is left out.",
            "report.schema.json in tracebridge-recording.jar describes all of it.",
        })
final class ReportCommand extends HelpedCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RECORDING", arity = "1..*", description = "Flight Recorder files.")
    private List<Path> files;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "The time zone of the times in the text: UTC, Europe/Berlin, +02:00. Default: this computer's.")
    private ZoneId zone = ZoneId.systemDefault();

    @Option(names = "--json", description = "Print JSON, see below.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Also write a page with charts, which needs no other file and no network.")
    private Path html;

    @Option(
            names = "--rules",
            description =
                    "Also run the rules of JDK Mission Control's automated analysis, its own and those for migrations,"
                            + " and list what they find. Takes memory for all events.")
    private boolean rules;

    @Option(names = "--force", description = "Write the page over a file that exists.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        if (html != null && !force && Files.exists(html, LinkOption.NOFOLLOW_LINKS)) {
            throw CommandException.wrongInput(html + ": exists; --force writes over it");
        }
        try {
            MigrationReport report =
                    Progress.during(command.getErr(), "reading recordings", () -> MigrationReport.read(files));
            if (rules) {
                report = report.withRules(Progress.during(command.getErr(), "running rules", () -> RuleRun.of(files)));
            }
            command.getOut().print(json ? json(report) : text(report));
            if (html != null) {
                writePage(report);
            }
        } catch (ReportException e) {
            throw CommandException.wrongInput(e.getMessage());
        }
        return ExitCode.DONE;
    }

    /** The page takes its name only when it is whole. */
    private void writePage(MigrationReport report) throws IOException {
        Path page = html.toAbsolutePath();
        Path partial = page.resolveSibling(
                "." + page.getFileName() + "." + ProcessHandle.current().pid());
        try {
            try (Writer writer = Files.newBufferedWriter(partial, StandardOpenOption.CREATE_NEW)) {
                HtmlRenderer.render(report, writer);
            }
            Files.move(partial, page, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw CommandException.wrongInput(
                    html + ": cannot be written: " + (e instanceof FileSystemException ? e : e.getMessage()));
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private String text(MigrationReport report) {
        TextRenderer renderer = TextRenderer.of(zone);
        boolean colours = spec.commandLine().getColorScheme().ansi().enabled();
        return (colours ? renderer.withColours() : renderer).render(report);
    }

    private static String json(MigrationReport report) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonRenderer.render(report, bytes);
        return bytes.toString(StandardCharsets.US_ASCII);
    }
}
