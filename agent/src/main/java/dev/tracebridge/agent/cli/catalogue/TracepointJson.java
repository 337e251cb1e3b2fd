package dev.tracebridge.agent.cli.catalogue;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.Property;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.Tracepoint;
import java.io.IOException;

/** Catalogues and tracepoints as JSON, the same in all commands. */
final class TracepointJson {

    private TracepointJson() {}

    /** What tells a catalogue from another, into the object that is open. */
    static void writeIdentity(CatalogueInput input, JsonGenerator json) throws IOException {
        json.writeStringField("file", input.catalogue().fileName());
        json.writeStringField("hash", input.catalogue().hash());
        if (input.sidecar().isPresent()) {
            Sidecar sidecar = input.sidecar().get();
            json.writeStringField("sidecar", sidecar.fileName());
            json.writeStringField("namespace", sidecar.namespace());
        }
    }

    /** Everything a catalogue says of a tracepoint, into the object that is open. */
    static void writeFields(Tracepoint tracepoint, JsonGenerator json) throws IOException {
        json.writeStringField("name", tracepoint.name());
        json.writeNumberField("line", tracepoint.line());
        json.writeStringField("group", tracepoint.group());
        json.writeArrayFieldStart("properties");
        for (Property property : tracepoint.properties().stream().sorted().toList()) {
            json.writeString(property.word());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("arguments");
        for (Argument argument : tracepoint.arguments()) {
            json.writeStartObject();
            json.writeStringField("name", argument.name());
            json.writeStringField("type", argument.type().spelling());
            json.writeStringField("java", argument.type().javaType().javaName());
            json.writeBooleanField("unsigned", argument.type().unsigned());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("format", tracepoint.format().text());
    }
}
