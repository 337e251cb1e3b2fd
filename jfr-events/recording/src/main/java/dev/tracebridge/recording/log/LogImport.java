package dev.tracebridge.recording.log;

import dev.tracebridge.recording.chunk.FieldType;
import dev.tracebridge.recording.chunk.RecordingWriter;
import dev.tracebridge.recording.chunk.WrittenText;
import dev.tracebridge.recording.chunk.WrittenType;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Makes a recording of logs: each record an event with its own time and thread, spans, states and phases as further events marked {@code
 * dev.tracebridge.Derived}, and all that readers must know in the recording's metadata.
 *
 * <p><b>Assumptions:</b> one thread. <b>Guarantees:</b> memory does not grow with the logs. What is wrong with a log is a {@link LogImportException};
 * what was written until then is of no use.
 */
public final class LogImport {

    /** The event that comes first, one for each log in the order given. */
    public static final String IMPORTED_LOG = "dev.tracebridge.ImportedLog";

    private static final int BUFFER = 1 << 16;
    private static final int SIMPLE_BEGINNING = 1 << 16;
    private static final int HEADER_BYTES = 8;
    private static final int GZIP_MAGIC = 0x1f8b;

    /** A catalogue that fits fewer than nine records of ten is the wrong one. */
    private static final int RECORDS_FOR_A_MISFIT = 10;

    private final ImportModel model;
    private final WrittenType importedLog = new WrittenType(
                    IMPORTED_LOG,
                    EventDescriptions.described("Imported Log", "A log whose records follow")
                            .with("jdk.jfr.Category", List.of("Tracebridge"))
                            .with("jdk.jfr.StackTrace", false))
            .field(EventDescriptions.LOG_SOURCE, FieldType.STRING, EventDescriptions.labelled("Log"))
            .field("catalogue", FieldType.STRING, EventDescriptions.labelled("Catalogue"))
            .field("hash", FieldType.STRING, EventDescriptions.labelled("Catalogue Hash"));
    private Optional<Instant> start = Optional.empty();
    private LongConsumer progress = lines -> {};

    private LogImport(ImportModel model) {
        this.model = model;
    }

    /** An import with that catalogue and sidecar. */
    public static LogImport with(ImportModel model) {
        return new LogImport(model);
    }

    /**
     * Says when logs begin whose records do not tell the day.
     *
     * @param time the first record's; without it such logs begin in 1970
     * @return this
     */
    public LogImport startingAt(Instant time) {
        start = Optional.of(time);
        return this;
    }

    /**
     * Tells how far it has come, now and then.
     *
     * @param lines takes how many lines have come on top of those told before
     * @return this
     */
    public LogImport reporting(LongConsumer lines) {
        progress = lines;
        return this;
    }

    /**
     * Imports logs into one recording, told apart by their names.
     *
     * @param logs at least one
     * @param out takes the recording; stays open
     * @return what became of each
     * @throws LogImportException where a log is not what it should be, or the catalogue is not the one of the logs
     * @throws IOException where the recording cannot be written
     */
    public List<SourceSummary> run(List<LogInput> logs, OutputStream out) throws IOException {
        RecordingWriter writer = new RecordingWriter(out);
        SpanRoles roles = new SpanRoles(model);
        RecordTypes types = new RecordTypes(model, roles);
        KeptLine keptLine = new KeptLine(writer);
        List<ImportSource> sources = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (LogInput log : logs) {
            String name = log.name();
            for (int i = 2; !names.add(name); i++) {
                name = log.name() + " " + i;
            }
            String unique = name;
            sources.add(reading(unique, () -> source(unique, log.stream(), types, writer, keptLine)));
        }
        run(sources, roles, writer, logs);
        writer.finish();
        List<SourceSummary> summaries =
                sources.stream().map(ImportSource::summary).toList();
        judge(summaries);
        return summaries;
    }

    private void run(List<ImportSource> sources, SpanRoles roles, RecordingWriter writer, List<LogInput> logs)
            throws IOException {
        List<ImportSource> ready = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            ImportSource source = sources.get(i);
            if (reading(logs.get(i).name(), source::prepare)) {
                ready.add(source);
            }
        }
        SpanIds ids = SpanIds.of(sources.stream().map(ImportSource::beginning).toList());
        for (int i = 0; i < sources.size(); i++) {
            ImportSource source = sources.get(i);
            String name = source.summary().name();
            source.pairWith(new DerivedSpans(roles, ids, i, new WrittenText(name), writer));
            if (ready.contains(source)) {
                writeLog(writer, name, source.time());
            }
        }
        while (!ready.isEmpty()) {
            ImportSource next = ready.get(0);
            for (ImportSource source : ready) {
                next = source.time() < next.time() ? source : next;
            }
            progress.accept(next.write());
            if (!reading(next.summary().name(), next::prepare)) {
                next.finish();
                ready.remove(next);
            }
        }
    }

    /** Says that there is a log, so that a reader learns of all of them, in their order, before their records. */
    private void writeLog(RecordingWriter writer, String name, long time) throws IOException {
        writer.begin(importedLog, time, 0, 0);
        writer.text(name);
        writer.text(model.catalogue().fileName());
        writer.text(model.hash());
        writer.end();
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T reading(String name, Reading<T> work) throws IOException {
        try {
            return work.read();
        } catch (EOFException truncated) {
            throw new LogImportException(
                    name + ": expected more of the gzip file, found its end: it is truncated", truncated);
        } catch (ZipException broken) {
            throw new LogImportException(name + ": expected a gzip file, found: " + broken.getMessage(), broken);
        }
    }

    private ImportSource source(
            String name, InputStream stream, RecordTypes types, RecordingWriter writer, KeptLine keptLine)
            throws IOException {
        InputStream plain = unzipped(new BufferedInputStream(stream, BUFFER));
        plain.mark(SIMPLE_BEGINNING);
        byte[] beginning = plain.readNBytes(SIMPLE_BEGINNING);
        plain.reset();
        long startNanos = start.map(LogImport::nanos).orElse(0L);
        boolean simple = beginning.length >= HEADER_BYTES;
        for (int i = 0; simple && i < HEADER_BYTES; i++) {
            simple = beginning[i] == (byte) 0xff;
        }
        return simple
                ? new SimpleSource(name, plain, beginning, types, writer, startNanos, start.isPresent())
                : new TextSource(name, plain, types, writer, keptLine, startNanos);
    }

    private static InputStream unzipped(BufferedInputStream stream) throws IOException {
        stream.mark(2);
        int magic = stream.read() << 8 | stream.read();
        stream.reset();
        return magic == GZIP_MAGIC
                ? new BufferedInputStream(new GZIPInputStream(stream, BUFFER), SIMPLE_BEGINNING)
                : stream;
    }

    private static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    }

    /** A recording of the wrong catalogue would mislead, one of nothing be of no use. */
    private void judge(List<SourceSummary> summaries) {
        long records = summaries.stream().mapToLong(SourceSummary::records).sum();
        long misfits = summaries.stream().mapToLong(SourceSummary::kept).sum();
        long unknown = summaries.stream().mapToLong(SourceSummary::unknown).sum();
        long lines = summaries.stream().mapToLong(SourceSummary::lines).sum();
        String logs = summaries.stream().map(SourceSummary::name).collect(Collectors.joining(", "));
        if (records + misfits + unknown == 0) {
            throw new LogImportException(
                    logs + ": expected records of QEMU's trace, found none in " + lines + " lines");
        }
        if ((misfits + unknown) * RECORDS_FOR_A_MISFIT > records + misfits + unknown) {
            throw new LogImportException(logs + ": " + (misfits + unknown) + " of " + (records + misfits + unknown)
                    + " records do not fit " + model.catalogue().fileName() + ", which is probably another version's: "
                    + named(summaries));
        }
    }

    private static String named(List<SourceSummary> summaries) {
        List<String> names = new ArrayList<>();
        for (SourceSummary summary : summaries) {
            summary.misfits().forEach(m -> names.add(m.name() + " (" + m.count() + " with other arguments)"));
            summary.unknownNames().forEach(u -> names.add(u.name() + " (" + u.count() + ", not in the catalogue)"));
        }
        return String.join(", ", names);
    }
}
