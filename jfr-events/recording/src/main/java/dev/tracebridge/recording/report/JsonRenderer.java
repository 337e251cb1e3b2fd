package dev.tracebridge.recording.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A report as one JSON object, all ASCII, for a program: {@code report.schema.json}, a resource of this package, describes it. Times are ISO 8601 in UTC; members that end in {@code Ms} are milliseconds, in {@code
 * Bytes} bytes; what is unknown is missing.
 */
public final class JsonRenderer {

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private JsonRenderer() {}

    /**
     * Writes a report, indented, with a line feed at the end.
     *
     * @param report the report
     * @param out where to; flushed, not closed
     * @throws IOException where it cannot be written
     */
    public static void render(MigrationReport report, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            write(report, json);
            json.writeRaw('\n');
        }
    }

    /** The same on one line, for a page of HTML: nothing in it begins a tag. */
    static String compact(MigrationReport report) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.setCharacterEscapes(new HtmlEscapes());
            json.setHighestNonEscapedChar(0x7e);
            write(report, json);
        }
        return text.toString();
    }

    private static void write(MigrationReport report, JsonGenerator json) throws IOException {
        json.writeStartObject();
        if (report.sharedTraceId().isPresent()) {
            json.writeStringField("sharedTraceId", report.sharedTraceId().get());
        }
        if (report.guestStopped().isPresent()) {
            duration(json, "guestStoppedMs", report.guestStopped().get());
        }
        each(json, "recordings", report.recordings(), JsonRenderer::recording);
        if (!report.rules().isEmpty()) {
            each(json, "rules", report.rules(), JsonRenderer::rule);
        }
        json.writeEndObject();
    }

    private static void rule(JsonGenerator json, RuleResult result) throws IOException {
        json.writeStringField("rule", result.rule());
        json.writeStringField("name", result.name());
        json.writeStringField("topic", result.topic());
        json.writeStringField("severity", result.severity());
        json.writeStringField("summary", result.summary());
        json.writeStringField("solution", result.solution());
    }

    private static void recording(JsonGenerator json, RecordingReport recording) throws IOException {
        json.writeStringField("file", recording.file().toString());
        if (recording.log().isPresent()) {
            json.writeStringField("log", recording.log().get());
        }
        json.writeStringField("side", recording.side().word());
        json.writeStringField("first", recording.first().toString());
        json.writeStringField("last", recording.last().toString());
        json.writeNumberField("events", recording.events());
        json.writeNumberField("tracepoints", recording.tracepoints());
        if (recording.damage().isPresent()) {
            json.writeStringField("damage", recording.damage().get());
        }
        if (recording.leftOut() > 0) {
            json.writeNumberField("leftOut", recording.leftOut());
        }
        json.writeArrayFieldStart("traceIds");
        for (String id : recording.traceIds()) {
            json.writeString(id);
        }
        json.writeEndArray();
        each(json, "states", recording.states(), JsonRenderer::states);
        each(json, "warnings", recording.warnings(), FiguresJson::warning);
        FiguresJson.write(json, recording.figures());
        if (recording.completion().isPresent()) {
            duration(json, "completionMs", recording.completion().get());
        }
        incidents(json, "unfinished", recording.unfinished());
        incidents(json, "errors", recording.errors());
    }

    private static void states(JsonGenerator json, StateSequence sequence) throws IOException {
        json.writeStringField("name", sequence.name());
        if (!sequence.traceId().isEmpty()) {
            json.writeStringField("traceId", sequence.traceId());
        }
        if (sequence.outcome().isPresent()) {
            json.writeStringField("outcome", sequence.outcome().get());
        }
        json.writeBooleanField("failed", sequence.failed());
        each(json, "steps", sequence.steps(), (j, step) -> {
            j.writeStringField("state", step.state());
            j.writeStringField("begin", step.begin().toString());
            duration(j, "lastedMs", step.lasted());
            j.writeBooleanField("unfinished", step.unfinished());
        });
    }

    private static void incidents(JsonGenerator json, String name, Incidents incidents) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("total", incidents.total());
        counts(json, "counts", incidents.counts());
        each(json, "earliest", incidents.earliest(), (j, incident) -> {
            j.writeStringField("name", incident.name());
            j.writeStringField("at", incident.at().toString());
            duration(j, "lastedMs", incident.lasted());
            j.writeStringField("thread", incident.thread());
            if (!incident.text().isEmpty()) {
                j.writeStringField("text", incident.text());
            }
        });
        json.writeEndObject();
    }

    static void counts(JsonGenerator json, String name, Map<String, Long> counts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> entry : counts.entrySet()) {
            json.writeNumberField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    static void duration(JsonGenerator json, String name, Duration duration) throws IOException {
        json.writeNumberField(name, duration.toNanos() / 1e6);
    }

    static void number(JsonGenerator json, String name, OptionalLong number) throws IOException {
        if (number.isPresent()) {
            json.writeNumberField(name, number.getAsLong());
        }
    }

    @FunctionalInterface
    interface Writer<T> {
        void write(JsonGenerator json, T value) throws IOException;
    }

    static <T> void each(JsonGenerator json, String name, Collection<T> values, Writer<T> writer) throws IOException {
        json.writeArrayFieldStart(name);
        for (T value : values) {
            json.writeStartObject();
            writer.write(json, value);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
