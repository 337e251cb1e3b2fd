package dev.tracebridge.recording.log;

import dev.tracebridge.recording.chunk.FieldType;
import dev.tracebridge.recording.chunk.RecordingWriter;
import dev.tracebridge.recording.chunk.TypeAnnotations;
import dev.tracebridge.recording.chunk.WrittenType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes lines of known tracepoints that do not fit their format, as they are. */
final class KeptLine {

    private final RecordingWriter out;
    private final WrittenType type;

    KeptLine(RecordingWriter out) {
        this.out = out;
        this.type = EventDescriptions.addPlace(new WrittenType("dev.tracebridge.LogLine", annotations())
                .field("tracepoint", FieldType.STRING, EventDescriptions.labelled("Tracepoint"))
                .field("text", FieldType.STRING, EventDescriptions.labelled("Text"))
                .field(
                        "latin1",
                        FieldType.BOOLEAN,
                        EventDescriptions.described("Latin 1", "The text is no UTF-8: one character is one byte"))
                .field(
                        "unterminated",
                        FieldType.BOOLEAN,
                        EventDescriptions.described("Unterminated", "The log ends in the middle of the line")));
    }

    private static TypeAnnotations annotations() {
        return EventDescriptions.described("Log Line", "A line that does not fit its tracepoint's format")
                .with("jdk.jfr.Category", List.of("Tracebridge"))
                .with("jdk.jfr.StackTrace", false);
    }

    void write(
            String tracepoint,
            byte[] bytes,
            int from,
            int to,
            boolean terminated,
            long time,
            int thread,
            RecordPlace place)
            throws IOException {
        boolean text = Utf8.isValid(bytes, from, to);
        out.begin(type, time, 0, thread);
        out.text(tracepoint);
        if (text) {
            out.text(bytes, from, to - from);
        } else {
            out.text(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        }
        out.flag(!text);
        out.flag(!terminated);
        place.write(out);
        out.end();
    }
}
