package dev.tracebridge.recording.print;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Puts lines in the order of time, stably, however many there are: a recording holds them thread by thread, and a span's start only with its end.
 *
 * <p>Memory for some ten MiB of lines; more wait in sorted runs in temporary files, which are deleted by {@link #close}.
 */
final class LineSorter implements Closeable {

    private static final long RUN_BYTES = 32 << 20;
    private static final int LINE_OVERHEAD = 64;

    private final long runBytes;
    private final List<Line> lines = new ArrayList<>();
    private final List<Path> runs = new ArrayList<>();
    private long bytes;
    private long count;

    private record Line(long time, long number, byte[] text) implements Comparable<Line> {

        private static final Comparator<Line> ORDER =
                Comparator.comparingLong(Line::time).thenComparingLong(Line::number);

        @Override
        public int compareTo(Line other) {
            return ORDER.compare(this, other);
        }
    }

    LineSorter() {
        this(RUN_BYTES);
    }

    LineSorter(long runBytes) {
        this.runBytes = runBytes;
    }

    void add(long time, byte[] text) throws IOException {
        lines.add(new Line(time, count++, text));
        bytes += text.length + LINE_OVERHEAD;
        if (bytes >= runBytes) {
            writeRun();
        }
    }

    private void writeRun() throws IOException {
        lines.sort(null);
        Path run = Files.createTempFile("tracebridge", ".lines");
        runs.add(run);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run)))) {
            for (Line line : lines) {
                out.writeLong(line.time);
                out.writeLong(line.number);
                out.writeInt(line.text.length);
                out.write(line.text);
            }
            out.writeLong(0);
            out.writeLong(-1);
        }
        lines.clear();
        bytes = 0;
    }

    void writeTo(OutputStream out) throws IOException {
        if (runs.isEmpty()) {
            lines.sort(null);
            for (Line line : lines) {
                out.write(line.text);
            }
            return;
        }
        writeRun();
        PriorityQueue<Run> heads = new PriorityQueue<>(Comparator.comparing(run -> run.head));
        try {
            for (Path path : runs) {
                Run run = new Run(path);
                if (run.next()) {
                    heads.add(run);
                } else {
                    run.close();
                }
            }
            while (!heads.isEmpty()) {
                Run run = heads.poll();
                out.write(run.head.text);
                if (run.next()) {
                    heads.add(run);
                } else {
                    run.close();
                }
            }
        } finally {
            for (Run run : heads) {
                run.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
    }

    private static final class Run implements Closeable {

        private final DataInputStream in;
        private Line head;

        Run(Path path) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16));
        }

        boolean next() throws IOException {
            long time = in.readLong();
            long number = in.readLong();
            if (number < 0) {
                return false;
            }
            byte[] text = new byte[in.readInt()];
            in.readFully(text);
            head = new Line(time, number, text);
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
