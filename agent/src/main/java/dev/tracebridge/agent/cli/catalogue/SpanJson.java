package dev.tracebridge.agent.cli.catalogue;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tracebridge.catalogue.KeyPart;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.SpanRule;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Span rules as JSON. */
final class SpanJson {

    private final JsonGenerator json;

    SpanJson(JsonGenerator json) {
        this.json = json;
    }

    /** Everything a rule says, into the object that is open. */
    void writeFields(SpanRule span) throws IOException {
        json.writeStringField("name", span.name());
        json.writeStringField("shape", span.shape().word());
        json.writeStringField("open", span.opening().word());
        json.writeStringField("close", span.closing().word());
        json.writeFieldName("start");
        point(span.start());
        points("end", span.ends());
        points("failure", span.failures());
    }

    private void points(String name, List<SpanPoint> points) throws IOException {
        json.writeArrayFieldStart(name);
        for (SpanPoint point : points) {
            point(point);
        }
        json.writeEndArray();
    }

    private void point(SpanPoint point) throws IOException {
        json.writeStartObject();
        json.writeStringField("tracepoint", point.tracepoint().name());
        if (!point.when().isEmpty()) {
            map("when", point.when());
        }
        json.writeArrayFieldStart("key");
        for (KeyPart part : point.key()) {
            json.writeStartObject();
            json.writeStringField("argument", part.argument().name());
            if (part.align() != 1) {
                json.writeNumberField("align", part.align());
            }
            if (part.divide() != 1) {
                json.writeNumberField("divide", part.divide());
            }
            if (!part.map().isEmpty()) {
                map("map", part.map());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void map(String name, Map<String, String> map) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }
}
