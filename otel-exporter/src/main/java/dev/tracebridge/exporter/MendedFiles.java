package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a JVM as Flight Recorder's parser can read them: those that are incomplete as mended copies, which go when this is closed. */
final class MendedFiles implements AutoCloseable {

    private final List<Path> files = new ArrayList<>();
    private final List<Path> copies = new ArrayList<>();

    private MendedFiles() {}

    static MendedFiles of(RecordedJvm jvm) throws IOException {
        MendedFiles mended = new MendedFiles();
        try {
            for (RecordedChunks chunks : jvm.files()) {
                mended.files.add(chunks.complete() ? chunks.file() : mended.copy(chunks));
            }
            return mended;
        } catch (IOException e) {
            mended.close();
            throw e;
        }
    }

    private Path copy(RecordedChunks chunks) throws IOException {
        Path copy = Files.createTempFile("tracebridge", ".jfr");
        copies.add(copy);
        chunks.mendInto(copy);
        return copy;
    }

    /** In the order of time. */
    List<Path> files() {
        return List.copyOf(files);
    }

    @Override
    public void close() throws IOException {
        for (Path copy : copies) {
            Files.deleteIfExists(copy);
        }
    }
}
