package dev.tracebridge.exporter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What one JVM left in files: a recording, or the chunks of its repository, in order.
 *
 * @param name the recording or the directory, for people
 * @param files at least one, each readable at least in part
 */
record RecordedJvm(Path name, List<RecordedChunks> files) {

    private static final String RECORDING = "a JDK Flight Recorder recording";
    private static final String REPOSITORY = "a repository of JDK Flight Recorder (*.jfr)";

    /** A repository has a folder a JVM, and each of those its chunks. */
    private static final int DEPTH = 3;

    private static final int FILE_LIMIT = 100_000;

    /** JFR ends a chunk and begins the next one within milliseconds; its clock may be set meanwhile. */
    private static final long GAP_NANOS = Duration.ofSeconds(2).toNanos();

    /**
     * Finds what JVMs have left.
     *
     * @param input a recording; or a directory of the chunks of one JVM or of several, at most {@value #DEPTH} levels down
     * @param log is told what of a directory cannot be read
     * @throws RecordingException where there is nothing that can be read
     */
    static List<RecordedJvm> find(Path input, Consumer<String> log) throws RecordingException {
        try {
            return Files.isDirectory(input) ? inDirectory(input, log) : List.of(ofFile(input, log));
        } catch (RecordingException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw RecordingException.of(input, RECORDING, "no such file");
        } catch (IOException | UncheckedIOException e) {
            throw RecordingException.unreadable(input, e);
        }
    }

    /**
     * Takes what one JVM is known to have left.
     *
     * @param name for people
     * @param files its chunks, of which some may be damaged, or its recording
     * @param log is told what cannot be read
     * @return nothing where nothing can be read
     * @throws IOException where a file cannot be opened
     */
    static Optional<RecordedJvm> ofOne(Path name, List<Path> files, Consumer<String> log) throws IOException {
        List<RecordedChunks> readable = new ArrayList<>();
        for (Path file : files) {
            RecordedChunks chunks = RecordedChunks.of(file);
            tellLost(chunks, log);
            if (!chunks.readable().isEmpty()) {
                readable.add(chunks);
            }
        }
        readable.sort(Comparator.comparingLong(chunks -> chunks.first().startNanos()));
        return readable.isEmpty() ? Optional.empty() : Optional.of(new RecordedJvm(name, List.copyOf(readable)));
    }

    private static RecordedJvm ofFile(Path file, Consumer<String> log) throws IOException {
        RecordedChunks chunks = RecordedChunks.of(file);
        if (chunks.length() == 0) {
            throw RecordingException.of(file, RECORDING, "an empty file; a JVM that runs writes it when it ends");
        }
        if (chunks.readable().isEmpty()) {
            throw RecordingException.of(
                    file,
                    RECORDING,
                    chunks.damage().orElse("a chunk that was never flushed, nothing of which can be read"));
        }
        tellLost(chunks, log);
        return new RecordedJvm(file, List.of(chunks));
    }

    private static List<RecordedJvm> inDirectory(Path directory, Consumer<String> log) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.find(
                directory.toRealPath(),
                DEPTH,
                (path, attributes) ->
                        attributes.isRegularFile() && path.toString().endsWith(".jfr"))) {
            files = found.limit(FILE_LIMIT).sorted().toList();
        }
        List<RecordedChunks> readable = new ArrayList<>();
        for (Path file : files) {
            RecordedChunks chunks = RecordedChunks.of(file);
            tellLost(chunks, log);
            if (!chunks.readable().isEmpty()) {
                readable.add(chunks);
            }
        }
        if (readable.isEmpty()) {
            String found = files.isEmpty() ? "no such file in it" : files.size() + " such files, none of them readable";
            throw RecordingException.of(directory, REPOSITORY, found);
        }
        return byJvm(readable);
    }

    private static void tellLost(RecordedChunks chunks, Consumer<String> log) {
        if (chunks.damage().isPresent()) {
            log.accept(chunks.file() + ": " + chunks.lost() + " bytes at its end are left out: "
                    + chunks.damage().get());
        } else if (chunks.lost() > 0) {
            log.accept(
                    chunks.file() + ": " + chunks.lost() + " bytes at its end are left out: they were never flushed");
        }
    }

    /** The chunks of one JVM lie in one folder and follow each other without a gap; what does not is of another JVM. */
    private static List<RecordedJvm> byJvm(List<RecordedChunks> files) {
        List<List<RecordedChunks>> jvms = new ArrayList<>();
        files.stream()
                .sorted(Comparator.comparingLong(chunks -> chunks.first().startNanos()))
                .forEach(next -> jvms.stream()
                        .filter(jvm -> gap(jvm, next) <= GAP_NANOS)
                        .min(Comparator.comparingLong(jvm -> gap(jvm, next)))
                        .ifPresentOrElse(jvm -> jvm.add(next), () -> jvms.add(new ArrayList<>(List.of(next)))));
        return jvms.stream()
                .map(jvm -> new RecordedJvm(jvm.get(0).file(), List.copyOf(jvm)))
                .toList();
    }

    private static long gap(List<RecordedChunks> jvm, RecordedChunks next) {
        RecordedChunks last = jvm.get(jvm.size() - 1);
        boolean follows = last.last().finished()
                && Objects.equals(last.file().getParent(), next.file().getParent());
        return follows ? Math.abs(next.first().startNanos() - last.last().endNanos()) : Long.MAX_VALUE;
    }
}
