package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads the events of a running JVM from Flight Recorder's repository: chunk after chunk, each as far as it has been flushed, which happens once a
 * second.
 *
 * <p><b>Assumptions:</b> a recording to disk keeps the chunks until they are read; of those that go before, and of what is damaged, the next chunk is
 * read. <b>Guarantees:</b> each event is read once, those of what was flushed at once in the order of their ends. <b>Progress:</b> {@link #stop}, for any
 * thread, ends {@link #read} before the next event. All else is for one thread.
 */
final class RepositoryReader implements AutoCloseable {

    private static final int FOLDER_LIMIT = 64;

    /** Several times as long as it takes until the next flush. */
    private static final long QUIET = Duration.ofSeconds(5).toNanos();

    private final Supplier<Optional<Path>> repository;
    private final long since;
    private final Events out;
    private final Consumer<String> log;
    private final ChunkReader reader;
    /** The repository can be moved while chunks of the old one wait. */
    private final Set<Path> folders = new LinkedHashSet<>();

    private FileChannel file;
    private ChunkHeader chunk;
    private long read;
    private long newsAt = System.nanoTime();
    /** Of the chunk. */
    private boolean damageTold;

    private volatile boolean stopped;

    /** Takes what is read. */
    interface Events extends Consumer<ReadEvent> {

        /**
         * The reader comes to a chunk, or to the next segment of one.
         *
         * @param header of the chunk
         * @param segment where it begins, from the begin of the chunk
         */
        void segment(ChunkHeader header, long segment);
    }

    private record Found(Path path, ChunkHeader header) {}

    /**
     * Makes a reader.
     *
     * @param repository where the chunks are, which may change while the JVM runs
     * @param since where to begin, nanoseconds since the epoch: at the first chunk that began then or later
     * @param choice says which events are read
     * @param out takes them
     * @param log is told what cannot be read
     */
    RepositoryReader(
            Supplier<Optional<Path>> repository,
            long since,
            EventReaders.Choice choice,
            Events out,
            Consumer<String> log) {
        this.repository = repository;
        this.since = since;
        this.out = out;
        this.log = log;
        this.reader = new ChunkReader(choice, EventOrder.OF_TAIL);
    }

    /** Takes note of where the repository is now. To be called more often than it is moved. */
    void look() {
        if (folders.size() < FOLDER_LIMIT) {
            repository.get().ifPresent(folders::add);
        }
    }

    /**
     * Reads what was flushed since the last time, of one chunk.
     *
     * @return the time until which all events have been read, nanoseconds since the epoch; 0 where there is nothing new
     */
    long read() {
        look();
        if (chunk == null && !enterNext()) {
            return 0;
        }
        ChunkHeader flushed = ChunkHeader.readFlushed(file);
        chunk = flushed == null ? chunk : flushed;
        if (chunk.size() == read) {
            // One that is never finished is left when there is nothing more to come.
            boolean over = chunk.finished() || System.nanoTime() - newsAt > QUIET;
            if (!over || !enterNext()) {
                return 0;
            }
        }
        readOn();
        return chunk.endNanos();
    }

    private void readOn() {
        try {
            reader.read(chunk, new Segments());
        } catch (IOException damaged) {
            reader.skipTo(chunk, chunk.size());
            out.segment(chunk, chunk.size());
            if (!damageTold) {
                damageTold = true;
                log.accept("events are lost: cannot read what Flight Recorder has flushed: " + damaged.getMessage());
            }
        }
        read = chunk.size();
        newsAt = System.nanoTime();
    }

    private boolean enterNext() {
        Optional<Found> next = next();
        if (next.isEmpty()) {
            return false;
        }
        try {
            FileChannel opened = FileChannel.open(next.get().path(), StandardOpenOption.READ);
            if (file != null) {
                file.close();
            }
            ChunkHeader header = next.get().header();
            List<ChunkHeader> chunks = chunk == null ? List.of(header) : List.of(chunk, header);
            file = opened;
            chunk = header;
            damageTold = false;
            reader.enter(file, chunk, ChunkClock.whileRunning(chunks), chunks.size() - 1);
            out.segment(chunk, ChunkHeader.LENGTH);
            return true;
        } catch (IOException gone) {
            // Deleted just now; the one after it will be found the next time.
            return false;
        }
    }

    /** The chunk after the one that is being read. */
    private Optional<Found> next() {
        Found found = null;
        for (Path folder : List.copyOf(folders)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jfr")) {
                for (Path path : files) {
                    ChunkHeader header = header(path);
                    if (header != null
                            && isLater(header)
                            && (found == null
                                    || header.startTicks() < found.header().startTicks())) {
                        found = new Found(path, header);
                    }
                }
            } catch (IOException | DirectoryIteratorException gone) {
                if (!repository.get().equals(Optional.of(folder))) {
                    folders.remove(folder);
                }
            }
        }
        return Optional.ofNullable(found);
    }

    private static ChunkHeader header(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return ChunkHeader.readFlushed(channel);
        } catch (IOException gone) {
            return null;
        }
    }

    private boolean isLater(ChunkHeader header) {
        return chunk == null ? header.startNanos() >= since : header.startTicks() > chunk.startTicks();
    }

    private final class Segments implements ChunkReader.Segments {

        @Override
        public boolean event(ReadEvent event) {
            out.accept(event);
            return !stopped;
        }

        @Override
        public boolean end(long end) {
            out.segment(chunk, end);
            return !stopped;
        }
    }

    /** Ends reading, from any thread. */
    void stop() {
        stopped = true;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
