package dev.tracebridge.recording.print;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.tracebridge.catalogue.Argument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;

/** Records as JSON objects, one in a line, in ASCII. */
final class JsonRendering implements RecordRendering {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final JsonFactory factory =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public byte[] header() {
        return new byte[0];
    }

    @Override
    public byte[] render(PrintedRecord record) throws IOException {
        bytes.reset();
        try (JsonGenerator json = factory.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("time", time(record.nanos()));
            if (record.threadId() > 0) {
                json.writeNumberField("threadId", record.threadId());
            }
            if (!record.threadName().isEmpty()) {
                json.writeStringField("thread", record.threadName());
            }
            place(json, record.place());
            json.writeStringField("name", record.tracepoint().name());
            json.writeObjectFieldStart("arguments");
            for (int i = 0; i < record.values().size(); i++) {
                Argument argument = record.tracepoint().arguments().get(i);
                if (record.values().get(i) != PrintedRecord.UNKNOWN) {
                    json.writeFieldName(argument.name());
                    value(json, argument, record.values().get(i));
                }
            }
            json.writeEndObject();
            json.writeStringField("text", record.text());
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return bytes.toByteArray();
    }

    private static void value(JsonGenerator json, Argument argument, Object value) throws IOException {
        if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Double || value instanceof Float) {
            json.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            json.writeNumber(number(argument, number));
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }

    private static String number(Argument argument, Number number) {
        if (!argument.type().unsigned() && !argument.type().pointer()) {
            return number.toString();
        }
        return switch (argument.type().javaType()) {
            case BYTE -> Integer.toString(number.intValue() & 0xff);
            case SHORT -> Integer.toString(number.intValue() & 0xffff);
            case INT -> Integer.toUnsignedString(number.intValue());
            default -> Long.toUnsignedString(number.longValue());
        };
    }

    @Override
    public byte[] render(KeptText line) throws IOException {
        bytes.reset();
        try (JsonGenerator json = factory.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("time", time(line.nanos()));
            place(json, line.place());
            json.writeStringField("name", line.tracepoint());
            json.writeStringField("line", line.text());
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return bytes.toByteArray();
    }

    private static void place(JsonGenerator json, LogPlace place) throws IOException {
        if (place.isKnown()) {
            json.writeStringField("log", place.source());
            json.writeNumberField("logLine", place.line());
        }
    }

    static String time(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND))
                .toString();
    }
}
