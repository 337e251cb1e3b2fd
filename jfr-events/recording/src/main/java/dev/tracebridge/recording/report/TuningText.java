package dev.tracebridge.recording.report;

import static dev.tracebridge.recording.report.TextRenderer.printable;

import dev.tracebridge.recording.tuning.Channel;
import dev.tracebridge.recording.tuning.Convergence;
import dev.tracebridge.recording.tuning.Figures;
import dev.tracebridge.recording.tuning.Latency;
import dev.tracebridge.recording.tuning.Pause;
import dev.tracebridge.recording.tuning.Postcopy;
import dev.tracebridge.recording.tuning.Xbzrle;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The sections of a report that tell how copying, postcopy, recovery and channels went. */
final class TuningText {

    private static final int BAR = 40;
    private static final int BITMAPS_SHOWN = 20;

    private TuningText() {}

    static void convergence(TextPage page, Convergence convergence) {
        if (convergence.dirtiedPerSecond().isEmpty() && convergence.waits() == 0 && convergence.throttles() == 0) {
            return;
        }
        page.section("Convergence");
        if (convergence.dirtiedPerSent().isPresent()) {
            page.line(
                    2,
                    "The guest dirtied " + Figures.rate(convergence.dirtiedPerSecond()) + " while "
                            + Figures.rate(convergence.bytesPerSecond()) + " were sent: "
                            + percent(convergence.dirtiedPerSent()) + ".");
        }
        if (convergence.downtimeLimit().isPresent()) {
            page.line(
                    2,
                    "downtime-limit is about " + Figures.count(convergence.downtimeLimit())
                            + " ms: up to " + Figures.bytes(convergence.threshold())
                            + " may be left when the machine is stopped.");
        }
        if (convergence.waits() > 0) {
            page.line(
                    2,
                    "max-bandwidth made the source wait "
                            + Figures.count(convergence.waits(), "time", "times") + ", "
                            + Figures.duration(convergence.waited()) + " in all ("
                            + percent(convergence.waitedShare()) + " of the time).");
        }
        if (convergence.throttles() > 0) {
            page.line(
                    2,
                    "auto-converge slowed the guest down "
                            + Figures.count(convergence.throttles(), "time", "times")
                            + ", at last by " + convergence.throttlePercent().orElse(0) + " %"
                            + (convergence.assumesThrottle()
                                    ? " if cpu-throttle-initial and cpu-throttle-increment are QEMU's defaults"
                                    : "")
                            + ".");
        }
    }

    static void postcopy(TextPage page, Postcopy postcopy) {
        if (postcopy.isEmpty()) {
            return;
        }
        page.section("Postcopy");
        TextTable table = new TextTable("what", ">count", ">p50", ">p99", ">max", ">in all");
        row(table, "page faults until the page was in place", postcopy.faults());
        row(table, "requests until the page was found", postcopy.requests());
        row(table, "processors waiting for a page", postcopy.blocked());
        if (!table.isEmpty()) {
            page.table(2, table);
        }
        if (postcopy.unanswered() > 0) {
            page.line(
                    2, Figures.count(postcopy.unanswered(), "page fault", "page faults") + " had no page at the end.");
        }
        if (postcopy.blocktime().isPresent()) {
            page.line(
                    2,
                    "Blocktime: all processors waited at once for "
                            + Figures.duration(postcopy.blocktime().get()) + ".");
        }
        postcopy.faults().ifPresent(faults -> distribution(page, faults));
    }

    private static void row(TextTable table, String name, Optional<Latency> latency) {
        latency.ifPresent(known -> table.row(
                name,
                Figures.count(known.count()),
                Figures.duration(known.p50()),
                Figures.duration(known.p99()),
                Figures.duration(known.max()),
                Figures.duration(known.total())));
    }

    private static void distribution(TextPage page, Latency latency) {
        long most = latency.buckets().stream()
                .mapToLong(Latency.Bucket::count)
                .max()
                .orElse(1);
        TextTable table = new TextTable(">page faults up to", ">count", "");
        for (Latency.Bucket bucket : latency.buckets()) {
            table.row(Figures.duration(bucket.upTo()), Figures.count(bucket.count()), "#".repeat((int)
                            Math.ceil((double) BAR * bucket.count() / most)));
        }
        page.table(2, table);
    }

    static void pauses(TextPage page, List<Pause> pauses, ZoneId zone) {
        if (pauses.isEmpty()) {
            return;
        }
        page.section("Pauses and recovery");
        TextTable table =
                new TextTable("paused at", ">for", ">recovery took", ">bitmaps took", ">pages left", "resumed");
        for (Pause pause : pauses) {
            table.row(
                    Figures.time(pause.begin(), zone),
                    Figures.duration(pause.paused()),
                    pause.recovering().isZero() ? Figures.NONE : Figures.duration(pause.recovering()),
                    duration(pause.exchange()),
                    Figures.count(pause.pagesLeft()),
                    pause.resumed() ? "yes" : "no");
        }
        page.table(2, table);
        List<Pause.Bitmap> bitmaps =
                pauses.stream().flatMap(pause -> pause.bitmaps().stream()).toList();
        if (!bitmaps.isEmpty()) {
            TextTable blocks = new TextTable("bitmap of", ">size", ">took");
            bitmaps.stream()
                    .limit(BITMAPS_SHOWN)
                    .forEach(bitmap -> blocks.row(
                            printable(bitmap.block()), Figures.bytes(bitmap.bytes()), duration(bitmap.took())));
            if (bitmaps.size() > BITMAPS_SHOWN) {
                blocks.note("... " + Figures.count(bitmaps.size() - BITMAPS_SHOWN) + " more ...");
            }
            page.line(0, "");
            page.table(2, blocks);
        }
    }

    static void channels(TextPage page, List<Channel> channels) {
        if (channels.isEmpty()) {
            return;
        }
        page.section("Multifd channels");
        TextTable table = new TextTable(">channel", "direction", ">packets", ">pages", ">share", ">lasted");
        for (Channel channel : channels) {
            long all = channels.stream()
                    .filter(other -> other.sends() == channel.sends())
                    .mapToLong(TuningText::load)
                    .sum();
            table.row(
                    String.valueOf(channel.id()),
                    channel.sends() ? "sends" : "receives",
                    Figures.count(channel.packets()),
                    Figures.count(channel.pages()),
                    all == 0 ? Figures.NONE : percent(OptionalDouble.of((double) load(channel) / all)),
                    Figures.duration(channel.lasted()));
        }
        page.table(2, table);
    }

    private static long load(Channel channel) {
        return channel.pages().orElse(channel.packets());
    }

    static void xbzrle(TextPage page, Optional<Xbzrle> xbzrle) {
        xbzrle.ifPresent(known -> {
            page.section("XBZRLE");
            page.line(
                    2,
                    "Tried on " + Figures.count(known.tried(), "page", "pages") + " after the first pass over memory: "
                            + Figures.count(known.hits()) + " (" + percent(known.hitShare())
                            + ") had been tried before and were in the cache"
                            + (known.cached().isPresent()
                                    ? " of " + Figures.count(known.cached()) + " pages, if it was large enough."
                                    : ", if it was large enough."));
            page.line(
                    2,
                    "Unchanged, so that nothing was sent: " + Figures.count(known.unchanged()) + " ("
                            + percent(known.unchangedShare()) + " of the pages tried).");
            page.line(
                    2,
                    "Too long, so that the page was sent: " + Figures.count(known.overflows()) + " ("
                            + percent(known.overflowShare()) + ").");
        });
    }

    private static String duration(Optional<Duration> duration) {
        return duration.map(Figures::duration).orElse(Figures.NONE);
    }

    private static String percent(OptionalDouble share) {
        return share.isEmpty() ? Figures.NONE : String.format(Locale.ROOT, "%.0f %%", 100 * share.getAsDouble());
    }
}
