package dev.tracebridge.demo.parking;

import dev.tracebridge.demo.analysis.StreamSummary;
import dev.tracebridge.demo.description.StreamDescription;
import dev.tracebridge.demo.file.StreamFile;
import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.file.StreamVisitors;
import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.vmstate.Configuration;
import java.io.IOException;
import java.nio.file.Path;

/** A file that has been read to its end and can be handed to a destination. */
public final class ParkedMachine {

    private final StreamFile file;
    private final int pageSize;
    private final StreamSummary summary;
    private final long head;
    private final boolean returnPath;

    private ParkedMachine(StreamFile file, int pageSize, StreamSummary summary, long head, boolean returnPath) {
        this.file = file;
        this.pageSize = pageSize;
        this.summary = summary;
        this.head = head;
        this.returnPath = returnPath;
    }

    /** Notes what concerns the connection. */
    private static final class Search implements StreamVisitor {
        private long position;
        private long head;
        private boolean configuration;
        private boolean returnPath;

        @Override
        public void configuration(Configuration found) {
            configuration = true;
        }

        @Override
        public void command(CommandRecord command) throws IOException {
            if (command.command() == Command.OPEN_RETURN_PATH) {
                returnPath = true;
            } else if (command.command() == Command.PACKAGED) {
                throw new StreamFormatException(position, "a precopy stream", "a postcopy package");
            }
        }

        @Override
        public void reached(long offset) {
            if (head == 0 || configuration) {
                head = offset; // after the magic, and once more after the configuration that may follow it
                configuration = false;
            }
            position = offset;
        }
    }

    /**
     * Reads a file.
     *
     * @param pageSize bytes of a guest page, where the stream has no description that says it
     * @throws StreamFormatException if it is no stream, or not a whole one
     */
    public static ParkedMachine open(Path path, int pageSize) throws IOException {
        StreamSummary summary = new StreamSummary();
        Search search = new Search();
        StreamFile file = StreamFile.open(path);
        file.walk(StreamVisitors.of(summary, search), pageSize);
        if (!summary.hasDevices() || summary.blocks() == 0) {
            throw new StreamFormatException(
                    summary.length(), "a machine with memory and devices", summary.devices() + " devices");
        }
        return new ParkedMachine(file, pageSize, summary, search.head, search.returnPath);
    }

    /** Where the file is. */
    public Path path() {
        return file.path();
    }

    /** Bytes of a guest page. */
    public int pageSize() {
        return file.description().map(StreamDescription::pageSize).orElse(pageSize);
    }

    /**
     * Reads the file once more.
     *
     * @throws StreamFormatException if it is not as it was
     */
    void walk(StreamVisitor visitor) throws IOException {
        file.walk(visitor, pageSize);
    }

    /** What is in it. */
    public StreamSummary summary() {
        return summary;
    }

    /** The offset before which a destination cannot be asked for an answer. */
    long head() {
        return head;
    }

    /** Whether the stream itself asks the destination for an answer. */
    boolean opensReturnPath() {
        return returnPath;
    }
}
