package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.recording.print.PrintForm;
import dev.tracebridge.recording.print.RecordingPrint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Imports of small logs. */
public final class Imports {

    /** A catalogue with every kind of role. */
    static final String CATALOGUE = """
            # disk.c
            disk_read_start(uint32_t id, uint64_t offset) "id=%u offset=0x%"PRIx64
            disk_read_end(uint32_t id, int ret) "id=%u ret=%d"
            disk_read_error(uint32_t id, const char *message) "id=%u: %s"
            disk_flush_start(void) ""
            disk_flush_end(void) ""
            disk_page(const char *block, uint64_t offset) "%s/0x%"PRIx64
            disk_login(const char *user, const char *password) "%s %s"
            # session.c
            session_state(const char *new) "new state %s"
            checkpoint(const char *name) "%s"
            saved(const char *device, int64_t took) "%s took=%"PRId64
            two_lines(int a, int b) "a=%d\\nb=%d"
            """;

    private static final String SIDECAR = """
            namespace: test.disk
            spans:
              - name: disk_read
                start: disk_read_start
                end: disk_read_end
                failure: disk_read_error
                key: id
                shape: async
              - {start: disk_flush_start, end: disk_flush_end}
            states:
              - {name: session, tracepoint: session_state, argument: new, initial: [setup], terminal: [done, failed], failure: [failed]}
            phases:
              - tracepoint: checkpoint
                argument: name
                chains: [{name: stop, first: stopping, last: stopped}]
            complete:
              - {tracepoint: saved, duration: took, unit: us}
            arguments:
              disk_login: {password: {sensitive: true}}
            """;

    private Imports() {}

    static ImportModel model() {
        Catalogue catalogue = Catalogue.parse("trace-events", CATALOGUE);
        return ImportModel.of(catalogue, Sidecar.parse("trace-spans.yaml", SIDECAR, catalogue));
    }

    static LogInput log(String name, String text) {
        return log(name, text.getBytes(StandardCharsets.UTF_8));
    }

    static LogInput log(String name, byte[] bytes) {
        return new LogInput(name, new ByteArrayInputStream(bytes));
    }

    static List<SourceSummary> run(LogImport logImport, Path file, LogInput... logs) {
        try (OutputStream out = Files.newOutputStream(file)) {
            return logImport.run(List.of(logs), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<RecordedEvent> events(Path file, String name) throws IOException {
        List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
        events.removeIf(event -> !event.getEventType().getName().equals(name));
        return events;
    }

    /** What printing a recording gives. */
    public static byte[] printed(Path file) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        RecordingPrint.as(PrintForm.LOG, false).run(List.of(file), text);
        return text.toByteArray();
    }
}
