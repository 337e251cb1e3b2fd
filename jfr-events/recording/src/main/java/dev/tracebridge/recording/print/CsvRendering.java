package dev.tracebridge.recording.print;

import java.nio.charset.StandardCharsets;

/** Records as comma-separated values: RFC 4180, but lines end with a line feed alone. */
final class CsvRendering implements RecordRendering {

    private final boolean harmless;

    CsvRendering(boolean harmless) {
        this.harmless = harmless;
    }

    @Override
    public byte[] header() {
        return line("time", "thread", "log", "line", "name", "text");
    }

    @Override
    public byte[] render(PrintedRecord record) {
        String thread = record.threadId() > 0 ? Long.toString(record.threadId()) : "";
        return line(
                JsonRendering.time(record.nanos()),
                thread,
                record.place().source(),
                lineNumber(record.place()),
                record.tracepoint().name(),
                record.text());
    }

    @Override
    public byte[] render(KeptText line) {
        return line(
                JsonRendering.time(line.nanos()),
                "",
                line.place().source(),
                lineNumber(line.place()),
                line.tracepoint(),
                line.text());
    }

    private static String lineNumber(LogPlace place) {
        return place.isKnown() ? Long.toString(place.line()) : "";
    }

    private byte[] line(String... values) {
        StringBuilder line = new StringBuilder();
        for (String value : values) {
            line.append(line.length() == 0 ? "" : ",").append(quoted(harmless ? HarmlessText.of(value) : value));
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String value) {
        boolean plain =
                value.indexOf(',') < 0 && value.indexOf('"') < 0 && value.indexOf('\n') < 0 && value.indexOf('\r') < 0;
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
