package dev.tracebridge.recording.report;

import dev.tracebridge.recording.tuning.DeviceTime;
import dev.tracebridge.recording.tuning.Downtime;
import dev.tracebridge.recording.tuning.Figures;
import dev.tracebridge.recording.tuning.Round;
import dev.tracebridge.recording.tuning.Transfer;
import dev.tracebridge.recording.tuning.Warning;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A report as text for a person. Immutable. */
public final class TextRenderer {

    private static final int ROUNDS_AT_EACH_END = 20;
    private static final int TEXT_LIMIT = 200;
    private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private final ZoneId zone;
    private final boolean colours;

    private TextRenderer(ZoneId zone, boolean colours) {
        this.zone = zone;
        this.colours = colours;
    }

    /**
     * A renderer without colours.
     *
     * @param zone the time zone of all times
     * @return the renderer
     */
    public static TextRenderer of(ZoneId zone) {
        return new TextRenderer(zone, false);
    }

    /**
     * The same renderer with a terminal's colours.
     *
     * @return the renderer
     */
    public TextRenderer withColours() {
        return new TextRenderer(zone, true);
    }

    /**
     * Renders a report.
     *
     * @param report the report
     * @return lines, each ended by a line feed
     */
    public String render(MigrationReport report) {
        TextPage page = new TextPage(colours);
        page.heading("Migration report", 0);
        recordings(page, report);
        report.guestStopped()
                .ifPresent(stopped -> page.line(
                        1,
                        "The machine stood still for " + Figures.duration(stopped)
                                + ", if the clocks of both sides agree."));
        report.recordings().forEach(recording -> recording(page, recording));
        rules(page, report.rules());
        return page.text();
    }

    private void recordings(TextPage page, MigrationReport report) {
        TextTable table =
                new TextTable("recording", "side", ">events", ">tracepoints", "date", "first event", ">lasted");
        for (RecordingReport recording : report.recordings()) {
            table.row(
                    printable(recording.file()
                            + recording.log().map(log -> " (" + log + ")").orElse("")),
                    side(recording.side()),
                    Figures.count(recording.events()),
                    Figures.count(recording.tracepoints()),
                    Figures.date(recording.first(), zone),
                    Figures.time(recording.first(), zone),
                    Figures.duration(Duration.between(recording.first(), recording.last())));
        }
        page.line(0, "");
        page.table(1, table);
        page.line(0, "");
        traces(page, report);
    }

    private static String side(Side side) {
        return side == Side.BOTH ? "source and destination" : side.word();
    }

    private static void traces(TextPage page, MigrationReport report) {
        if (report.sharedTraceId().isPresent()) {
            page.line(1, "One trace: " + report.sharedTraceId().get());
            return;
        }
        List<String> ids = report.recordings().stream()
                .map(recording -> recording.traceIds().stream().findFirst().orElse("none"))
                .toList();
        if (report.recordings().size() == 1) {
            page.line(1, "Trace: " + ids.get(0));
        } else {
            page.line(1, "Separate traces: " + String.join(", ", ids));
            page.line(1, "Both sides share one if both processes are started with the same TRACEPARENT.");
        }
    }

    private void recording(TextPage page, RecordingReport recording) {
        String name = printable(
                recording.log().orElseGet(() -> String.valueOf(recording.file().getFileName())));
        page.line(0, "");
        page.heading(capital(side(recording.side())) + ": " + name, 0);
        recording.damage().ifPresent(damage -> {
            page.line(0, "");
            page.warning("The file could not be read to its end: " + printable(damage));
            page.warning("What follows is about the part before.");
        });
        if (recording.leftOut() > 0) {
            page.line(0, "");
            page.warning(Figures.count(recording.leftOut()) + " values were too many to keep: they are missing from"
                    + " the lists below, not from the totals.");
        }
        warnings(page, recording);
        states(page, recording);
        times(page, recording);
        rounds(page, recording);
        TuningText.convergence(page, recording.figures().convergence());
        pages(page, recording);
        downtimes(page, recording);
        devices(page, recording);
        TuningText.postcopy(page, recording.figures().postcopy());
        TuningText.pauses(page, recording.figures().pauses(), zone);
        TuningText.channels(page, recording.figures().channels());
        TuningText.xbzrle(page, recording.figures().xbzrle());
        incidents(page, "Unfinished spans", recording.unfinished(), false);
        incidents(page, "Errors", recording.errors(), true);
    }

    private static void rules(TextPage page, List<RuleResult> rules) {
        if (rules.isEmpty()) {
            return;
        }
        page.line(0, "");
        page.heading("Rules of JDK Mission Control", 0);
        for (RuleResult rule : rules) {
            boolean warning = rule.severity().equals("WARNING");
            String name = rule.severity().toLowerCase(Locale.ROOT) + ": " + printable(rule.name());
            page.line(0, "");
            page.line(1, warning ? page.red(name) : name);
            page.line(2, printable(rule.summary()));
            if (!rule.solution().isEmpty()) {
                page.line(2, printable(rule.solution()));
            }
        }
    }

    private static void warnings(TextPage page, RecordingReport recording) {
        if (recording.warnings().isEmpty()) {
            return;
        }
        page.section("What to change");
        for (Warning warning : recording.warnings()) {
            String message = warning.check().parameter() + ": " + printable(warning.message());
            page.line(2, warning.severe() ? page.red(message) : message);
            page.line(3, printable(warning.advice()));
        }
    }

    private void states(TextPage page, RecordingReport recording) {
        for (StateSequence sequence : recording.states()) {
            TextTable table = new TextTable("state", "began", ">after", ">lasted");
            for (StateSequence.Step step : sequence.steps()) {
                table.row(
                        printable(step.state()),
                        Figures.time(step.begin(), zone),
                        Figures.duration(Duration.between(sequence.begin(), step.begin())),
                        Figures.duration(step.lasted()) + (step.unfinished() ? " (unfinished)" : ""));
            }
            page.section("States of " + printable(sequence.name()));
            page.table(2, table);
            Duration whole = Duration.between(sequence.begin(), sequence.end());
            String outcome = sequence.outcome()
                    .map(state -> capital(printable(state)) + " after " + Figures.duration(whole) + ".")
                    .orElse("No end seen, after " + Figures.duration(whole) + ".");
            page.line(2, sequence.failed() ? page.red(outcome) : outcome);
        }
    }

    private static void times(TextPage page, RecordingReport recording) {
        recording.figures().times().ifPresent(times -> {
            String total = times.total()
                    .map(took -> ", total-time " + Figures.duration(took))
                    .orElse("");
            page.line(2, "As query-migrate reckons: setup-time " + Figures.duration(times.setup()) + total + ".");
        });
    }

    private void rounds(TextPage page, RecordingReport recording) {
        List<Round> rounds = recording.rounds();
        if (!rounds.isEmpty()) {
            Instant zero = recording.states().isEmpty()
                    ? recording.first()
                    : recording.states().get(0).begin();
            TextTable table = new TextTable(
                    ">round",
                    ">after",
                    ">sync took",
                    ">dirty pages",
                    ">dirtied/s",
                    ">pending",
                    ">transferred",
                    ">bandwidth");
            for (int i = 0; i < rounds.size(); i++) {
                if (i == ROUNDS_AT_EACH_END && rounds.size() > 2 * ROUNDS_AT_EACH_END) {
                    int skipped = rounds.size() - 2 * ROUNDS_AT_EACH_END;
                    table.note("... " + Figures.count(skipped, "round", "rounds") + " ...");
                    i += skipped;
                }
                Round round = rounds.get(i);
                table.row(
                        Figures.count(i + 1),
                        Figures.duration(Duration.between(zero, round.begin())),
                        Figures.duration(round.sync()),
                        Figures.count(round.dirtyPages()),
                        Figures.count(round.dirtiedPerSecond()),
                        Figures.bytes(round.pending()),
                        round.window().isZero() ? Figures.NONE : Figures.bytes(round.transferred()),
                        Figures.rate(round.bandwidth()));
            }
            page.section("Rounds");
            page.table(2, table);
        }
        Transfer transfer = recording.transfer();
        if (transfer.windows() > 0) {
            page.section("Transferred");
            page.line(
                    2,
                    Figures.bytes(transfer.bytes()) + " in " + Figures.duration(transfer.window()) + ", "
                            + Figures.rate(transfer.bandwidth()) + " (measured in "
                            + Figures.count(transfer.windows(), "window", "windows") + ")");
        }
    }

    private static void pages(TextPage page, RecordingReport recording) {
        if (recording.pages().isEmpty()) {
            return;
        }
        TextTable table = new TextTable("tracepoint", ">pages");
        recording.pages().forEach((tracepoint, count) -> table.row(printable(tracepoint), Figures.count(count)));
        page.section("Pages");
        page.table(2, table);
    }

    private void downtimes(TextPage page, RecordingReport recording) {
        for (Downtime downtime : recording.downtimes()) {
            TextTable table = new TextTable("until", ">took", ">share", ">devices", ">in devices");
            for (Downtime.Phase phase : downtime.phases()) {
                boolean devices = phase.devices() > 0;
                table.row(
                        phase.to().isEmpty() ? "(unfinished)" : printable(phase.to()),
                        Figures.duration(phase.took()),
                        Figures.share(phase.took(), downtime.lasted()),
                        devices ? Figures.count(phase.devices()) : Figures.NONE,
                        devices ? Figures.duration(phase.deviceTime()) : Figures.NONE);
            }
            page.section(downtimeTitle(downtime));
            page.line(
                    2,
                    "from " + printable(downtime.phases().get(0).from()) + " at "
                            + Figures.time(downtime.begin(), zone));
            page.table(2, table);
            if (downtime.isDerived()) {
                page.line(2, "No checkpoints were recorded; known by " + printable(downtime.basis()) + ".");
            }
            downtime.bounds()
                    .ifPresent(bounds -> page.line(
                            2,
                            "QEMU reads its clock between these tracepoints and the ones beside them: its own figure is "
                                    + Figures.duration(bounds.least()) + " to " + Figures.duration(bounds.most())
                                    + ", in whole milliseconds."));
            if (!downtime.complete()) {
                page.warning("Its last checkpoint was not reached.");
            }
        }
        if (recording.downtimes().isEmpty()) {
            recording.completion().ifPresent(completion -> {
                page.section("Downtime");
                page.line(
                        2,
                        "No checkpoints were recorded. From migration_thread_low_pending to the end it took "
                                + Figures.duration(completion) + ".");
            });
        }
    }

    private static String downtimeTitle(Downtime downtime) {
        return "Downtime: " + Figures.duration(downtime.lasted()) + " (" + printable(downtime.name()) + ")";
    }

    private static void devices(TextPage page, RecordingReport recording) {
        if (recording.devices().isEmpty()) {
            return;
        }
        TextTable table = new TextTable("device", ">instance", "kind", "what", ">took", "measured by");
        for (DeviceTime device : recording.devices()) {
            table.row(
                    printable(device.device()),
                    (device.source().equals("savevm_section") ? "section " : "") + device.instance(),
                    device.kind().isEmpty() ? Figures.NONE : printable(device.kind()),
                    device.loaded() ? "load" : "save",
                    Figures.duration(device.took()),
                    device.source());
        }
        int shown = recording.devices().size();
        page.section(
                shown < recording.deviceCount()
                        ? "Longest devices, " + shown + " of " + Figures.count(recording.deviceCount())
                        : "Devices");
        page.table(2, table);
    }

    private void incidents(TextPage page, String title, Incidents incidents, boolean errors) {
        if (incidents.total() == 0) {
            return;
        }
        String counts = incidents.counts().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> printable(entry.getKey()) + " " + Figures.count(entry.getValue()))
                .collect(Collectors.joining(", "));
        TextTable table = errors
                ? new TextTable("name", "at", "thread", "error")
                : new TextTable("name", "began", ">open for", "thread");
        for (Incident incident : incidents.earliest()) {
            String time = Figures.time(incident.at(), zone);
            String thread = printable(incident.thread());
            if (errors) {
                table.row(printable(incident.name()), time, thread, printable(incident.text()));
            } else {
                table.row(printable(incident.name()), time, Figures.duration(incident.lasted()), thread);
            }
        }
        boolean some = incidents.earliest().size() < incidents.total();
        page.section(title + ": " + Figures.count(incidents.total())
                + (some ? ", the earliest " + incidents.earliest().size() + " of them" : ""));
        page.table(2, table);
        if (some) {
            page.line(2, "In all: " + counts);
        }
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** A recording may come from anyone: what would steer a terminal, or flood it, is not passed on. */
    static String printable(String text) {
        String head = text.length() > TEXT_LIMIT ? text.substring(0, TEXT_LIMIT) + "..." : text;
        return STEERING.matcher(head).replaceAll("?");
    }
}
