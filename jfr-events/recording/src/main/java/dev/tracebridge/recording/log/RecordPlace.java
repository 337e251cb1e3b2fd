package dev.tracebridge.recording.log;

import dev.tracebridge.recording.chunk.RecordingWriter;
import dev.tracebridge.recording.chunk.WrittenText;

/** Where a record stood. One for each log, moved from line to line. */
final class RecordPlace {

    private final WrittenText source;
    private final WrittenText[] forms = new WrittenText[LogForm.values().length];
    private long line;
    private LogForm form;

    RecordPlace(String source) {
        this.source = new WrittenText(source);
        for (LogForm each : LogForm.values()) {
            forms[each.ordinal()] = new WrittenText(each.word());
        }
    }

    RecordPlace at(long newLine, LogForm newForm) {
        line = newLine;
        form = newForm;
        return this;
    }

    void write(RecordingWriter out) {
        out.text(source);
        out.longNumber(line);
        out.text(forms[form.ordinal()]);
    }
}
