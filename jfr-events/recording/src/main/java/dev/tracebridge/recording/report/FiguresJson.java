package dev.tracebridge.recording.report;

import static dev.tracebridge.recording.report.JsonRenderer.counts;
import static dev.tracebridge.recording.report.JsonRenderer.duration;
import static dev.tracebridge.recording.report.JsonRenderer.each;
import static dev.tracebridge.recording.report.JsonRenderer.number;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tracebridge.recording.tuning.Channel;
import dev.tracebridge.recording.tuning.Convergence;
import dev.tracebridge.recording.tuning.DeviceTime;
import dev.tracebridge.recording.tuning.Downtime;
import dev.tracebridge.recording.tuning.Latency;
import dev.tracebridge.recording.tuning.MigrationFigures;
import dev.tracebridge.recording.tuning.Pause;
import dev.tracebridge.recording.tuning.Postcopy;
import dev.tracebridge.recording.tuning.Round;
import dev.tracebridge.recording.tuning.SourceTimes;
import dev.tracebridge.recording.tuning.Warning;
import dev.tracebridge.recording.tuning.Window;
import dev.tracebridge.recording.tuning.Xbzrle;
import java.io.IOException;
import java.util.Optional;

/** Writes the figures of a recording as members of its JSON object. */
final class FiguresJson {

    private FiguresJson() {}

    static void write(JsonGenerator json, MigrationFigures figures) throws IOException {
        if (figures.times().isPresent()) {
            times(json, figures.times().get());
        }
        each(json, "rounds", figures.rounds(), FiguresJson::round);
        json.writeObjectFieldStart("transfer");
        json.writeNumberField("transferredBytes", figures.transfer().bytes());
        duration(json, "windowMs", figures.transfer().window());
        json.writeNumberField("windows", figures.transfer().windows());
        number(json, "bytesPerSecond", figures.transfer().bandwidth());
        json.writeEndObject();
        each(json, "windows", figures.windows(), FiguresJson::window);
        convergence(json, figures.convergence());
        counts(json, "pages", figures.pages());
        if (figures.xbzrle().isPresent()) {
            xbzrle(json, figures.xbzrle().get());
        }
        each(json, "downtimes", figures.downtimes(), FiguresJson::downtime);
        json.writeNumberField("deviceCount", figures.deviceCount());
        each(json, "longestDevices", figures.devices(), FiguresJson::device);
        each(json, "sections", figures.sections(), FiguresJson::device);
        if (!figures.postcopy().isEmpty()) {
            postcopy(json, figures.postcopy());
        }
        each(json, "pauses", figures.pauses(), FiguresJson::pause);
        each(json, "channels", figures.channels(), FiguresJson::channel);
    }

    private static void times(JsonGenerator json, SourceTimes times) throws IOException {
        json.writeObjectFieldStart("times");
        duration(json, "setupMs", times.setup());
        if (times.total().isPresent()) {
            duration(json, "totalMs", times.total().get());
        }
        json.writeEndObject();
    }

    private static void round(JsonGenerator json, Round round) throws IOException {
        json.writeStringField("begin", round.begin().toString());
        duration(json, "syncMs", round.sync());
        number(json, "dirtyPages", round.dirtyPages());
        number(json, "dirtiedPagesPerSecond", round.dirtiedPerSecond());
        number(json, "pendingBytes", round.pending());
        json.writeNumberField("transferredBytes", round.transferred());
        duration(json, "windowMs", round.window());
        number(json, "bytesPerSecond", round.bandwidth());
    }

    private static void window(JsonGenerator json, Window window) throws IOException {
        json.writeStringField("end", window.end().toString());
        json.writeNumberField("transferredBytes", window.bytes());
        duration(json, "tookMs", window.took());
        number(json, "bytesPerSecond", window.bandwidth());
    }

    private static void convergence(JsonGenerator json, Convergence convergence) throws IOException {
        json.writeObjectFieldStart("convergence");
        number(json, "downtimeLimitMs", convergence.downtimeLimit());
        number(json, "thresholdBytes", convergence.threshold());
        number(json, "dirtiedBytesPerSecond", convergence.dirtiedPerSecond());
        number(json, "bytesPerSecond", convergence.bytesPerSecond());
        if (convergence.dirtiedPerSent().isPresent()) {
            json.writeNumberField("dirtiedPerSent", convergence.dirtiedPerSent().getAsDouble());
        }
        json.writeNumberField("throttles", convergence.throttles());
        number(json, "throttlePercent", convergence.throttlePercent());
        if (convergence.assumesThrottle()) {
            json.writeBooleanField("throttleAssumed", true);
        }
        json.writeNumberField("waits", convergence.waits());
        duration(json, "waitedMs", convergence.waited());
        duration(json, "iteratedMs", convergence.iterated());
        json.writeEndObject();
    }

    private static void xbzrle(JsonGenerator json, Xbzrle xbzrle) throws IOException {
        json.writeObjectFieldStart("xbzrle");
        json.writeNumberField("pages", xbzrle.pages());
        json.writeNumberField("tried", xbzrle.tried());
        json.writeNumberField("hits", xbzrle.hits());
        json.writeNumberField("misses", xbzrle.misses());
        number(json, "cachePages", xbzrle.cached());
        json.writeNumberField("unchanged", xbzrle.unchanged());
        json.writeNumberField("overflows", xbzrle.overflows());
        json.writeEndObject();
    }

    private static void downtime(JsonGenerator json, Downtime downtime) throws IOException {
        json.writeStringField("name", downtime.name());
        json.writeStringField("begin", downtime.begin().toString());
        duration(json, "lastedMs", downtime.lasted());
        json.writeBooleanField("complete", downtime.complete());
        json.writeBooleanField("derived", downtime.isDerived());
        json.writeStringField("basis", downtime.basis());
        if (downtime.bounds().isPresent()) {
            duration(json, "atLeastMs", downtime.bounds().get().least());
            duration(json, "atMostMs", downtime.bounds().get().most());
        }
        each(json, "phases", downtime.phases(), (j, phase) -> {
            j.writeStringField("from", phase.from());
            if (!phase.to().isEmpty()) {
                j.writeStringField("to", phase.to());
            }
            j.writeStringField("begin", phase.begin().toString());
            duration(j, "tookMs", phase.took());
            j.writeNumberField("devices", phase.devices());
            duration(j, "devicesMs", phase.deviceTime());
        });
    }

    private static void device(JsonGenerator json, DeviceTime device) throws IOException {
        json.writeStringField("device", device.device());
        json.writeNumberField("instance", device.instance());
        if (!device.kind().isEmpty()) {
            json.writeStringField("kind", device.kind());
        }
        json.writeBooleanField("loaded", device.loaded());
        json.writeStringField("source", device.source());
        json.writeStringField("begin", device.begin().toString());
        duration(json, "tookMs", device.took());
    }

    private static void postcopy(JsonGenerator json, Postcopy postcopy) throws IOException {
        json.writeObjectFieldStart("postcopy");
        latency(json, "faults", postcopy.faults());
        if (!postcopy.measuredBy().isEmpty()) {
            json.writeStringField("measuredBy", postcopy.measuredBy());
        }
        json.writeNumberField("unanswered", postcopy.unanswered());
        latency(json, "requests", postcopy.requests());
        latency(json, "blocked", postcopy.blocked());
        if (postcopy.blocktime().isPresent()) {
            duration(json, "blocktimeMs", postcopy.blocktime().get());
        }
        json.writeEndObject();
    }

    private static void latency(JsonGenerator json, String name, Optional<Latency> latency) throws IOException {
        if (latency.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", latency.get().count());
        duration(json, "p50Ms", latency.get().p50());
        duration(json, "p99Ms", latency.get().p99());
        duration(json, "maxMs", latency.get().max());
        duration(json, "totalMs", latency.get().total());
        each(json, "buckets", latency.get().buckets(), (j, bucket) -> {
            duration(j, "upToMs", bucket.upTo());
            j.writeNumberField("count", bucket.count());
        });
        json.writeEndObject();
    }

    private static void pause(JsonGenerator json, Pause pause) throws IOException {
        json.writeStringField("begin", pause.begin().toString());
        duration(json, "pausedMs", pause.paused());
        duration(json, "recoveringMs", pause.recovering());
        json.writeBooleanField("resumed", pause.resumed());
        if (pause.exchange().isPresent()) {
            duration(json, "exchangeMs", pause.exchange().get());
        }
        number(json, "pagesLeft", pause.pagesLeft());
        each(json, "bitmaps", pause.bitmaps(), (j, bitmap) -> {
            j.writeStringField("block", bitmap.block());
            number(j, "bytes", bitmap.bytes());
            if (bitmap.took().isPresent()) {
                duration(j, "tookMs", bitmap.took().get());
            }
        });
    }

    private static void channel(JsonGenerator json, Channel channel) throws IOException {
        json.writeNumberField("id", channel.id());
        json.writeStringField("direction", channel.sends() ? "send" : "receive");
        json.writeStringField("begin", channel.begin().toString());
        duration(json, "lastedMs", channel.lasted());
        json.writeNumberField("packets", channel.packets());
        number(json, "pages", channel.pages());
    }

    static void warning(JsonGenerator json, Warning warning) throws IOException {
        json.writeStringField("parameter", warning.check().parameter());
        json.writeStringField("title", warning.check().title());
        json.writeBooleanField("severe", warning.severe());
        json.writeStringField("message", warning.message());
        json.writeStringField("advice", warning.advice());
        json.writeObjectFieldStart("figures");
        for (Warning.Figure figure : warning.figures()) {
            json.writeNumberField(figure.name(), figure.value());
        }
        json.writeEndObject();
    }
}
