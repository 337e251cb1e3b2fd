package dev.tracebridge.bench;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.recording.log.ImportModel;
import dev.tracebridge.recording.log.LogImport;
import dev.tracebridge.recording.log.LogInput;
import dev.tracebridge.recording.log.SourceSummary;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Imports a log several times, in a JVM of its own. The log is of the tracepoints that fill a migration's log. */
final class ImportLoad {

    private static final String CATALOGUE = """
            ram_save_page(const char *rbname, uint64_t offset, void *host) "%s: offset: 0x%" PRIx64 " host: %p"
            migration_bitmap_sync_start(void) ""
            migration_bitmap_sync_end(uint64_t dirty_pages) "dirty_pages %" PRIu64
            """;
    private static final int PAGES = 998;

    private ImportLoad() {}

    /** Writes a log of so many rounds, of {@value #PAGES} pages each, under a bitmap synchronization: 1000 lines. */
    static void writeLog(Path log, int rounds) throws IOException {
        StringBuilder text = new StringBuilder();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(log))) {
            long micros = 0;
            for (int round = 0; round < rounds; round++) {
                text.setLength(0);
                line(text, micros++, "migration_bitmap_sync_start ");
                for (int page = 0; page < PAGES; page++) {
                    String offset = Long.toHexString(page * 4096L);
                    line(text, micros++, "ram_save_page pc.ram: offset: 0x" + offset + " host: 0x7f0000" + offset);
                }
                line(text, micros++, "migration_bitmap_sync_end dirty_pages " + PAGES);
                out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static void line(StringBuilder text, long micros, String record) {
        text.append("4711@")
                .append(1_700_000_000 + micros / 1_000_000)
                .append('.')
                .append(String.format(Locale.ROOT, "%06d", micros % 1_000_000))
                .append(':')
                .append(record)
                .append('\n');
    }

    /**
     * Imports, and prints for each time: lines, events, seconds, seconds of all processors together.
     *
     * @param arguments a log, and how many times
     * @throws IOException where it fails
     */
    public static void main(String[] arguments) throws IOException {
        Path log = Path.of(arguments[0]);
        Path recording = Path.of(arguments[0] + ".jfr");
        ImportModel model = ImportModel.ofQemu(Catalogue.parse("trace-events", CATALOGUE));
        Lap.repeat(Integer.parseInt(arguments[1]), () -> {
            try (InputStream in = Files.newInputStream(log);
                    OutputStream out = new BufferedOutputStream(Files.newOutputStream(recording))) {
                SourceSummary summary = LogImport.with(model)
                        .run(List.of(new LogInput("qemu.log", in)), out)
                        .get(0);
                if (summary.records() != summary.lines()) {
                    throw new IOException("not all was imported: " + summary);
                }
                return List.of(summary.lines(), summary.records());
            }
        });
    }
}
