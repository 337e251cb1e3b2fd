package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.recording.chunk.RecordingWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of QEMU's {@code simple} backend, version 3 or 4; see its {@code trace/simple.c} and {@code scripts/simpletrace.py}.
 *
 * <p>Its times count from the host's start, and it tells processes but no threads.
 */
final class SimpleSource implements ImportSource {

    private static final int BLOCK_RECORDS = 4096;
    private static final int MAX_NAME = 1024;
    private static final int MAX_RECORD = 1 << 16;
    private static final int MAX_MAPPINGS = 1 << 20;
    private static final int RECORD_HEADER = 24;
    private static final long MAPPING = 0;
    private static final long EVENT = 1;
    private static final long DROPPED = 0xffff_ffff_ffff_fffeL;

    private final String name;
    private final InputStream in;
    private final SimpleInput input;
    private final RecordTypes types;
    private final RecordingWriter out;
    private final LogThreads threads;
    private final RecordPlace place;
    private final long start;
    private final boolean startKnown;
    private final SourceCounts counts = new SourceCounts();
    private final ArgumentValues values = new ArgumentValues();
    private final Map<Long, String> names = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final byte[] beginning;
    private DerivedSpans spans;
    private long end = Long.MIN_VALUE;
    private long version = -1;
    private boolean based;
    private long base;

    private record Waiting(String tracepoint, long time, int thread, byte[] arguments) {}

    SimpleSource(
            String name,
            InputStream in,
            byte[] beginning,
            RecordTypes types,
            RecordingWriter out,
            long start,
            boolean startKnown) {
        this.name = name;
        this.in = in;
        this.input = new SimpleInput(name, in);
        this.beginning = beginning;
        this.types = types;
        this.out = out;
        this.threads = new LogThreads(name, out);
        this.place = new RecordPlace(name);
        this.start = start;
        this.startKnown = startKnown;
    }

    @Override
    public byte[] beginning() {
        return beginning.clone();
    }

    @Override
    public void pairWith(DerivedSpans derived) {
        spans = derived;
    }

    @Override
    public boolean prepare() throws IOException {
        if (version < 0) {
            version = input.version();
            if (version != 3 && version != 4) {
                throw input.wrong(
                        "expected a simple trace of version 3 or 4, found version " + Long.toUnsignedString(version));
            }
            for (int id = 0; version == 3 && id < types.tracepoints().size(); id++) {
                names.put((long) id, types.tracepoints().get(id).name());
            }
        }
        waiting.clear();
        while (waiting.size() < BLOCK_RECORDS && !input.atEnd()) {
            readRecord();
        }
        return !waiting.isEmpty();
    }

    private void readRecord() throws IOException {
        long type = version == 3 ? EVENT : input.readLong();
        if (type == MAPPING) {
            long id = input.readLong();
            byte[] text = input.readBytes(input.readInt(), MAX_NAME, "a name");
            if (names.size() >= MAX_MAPPINGS) {
                throw input.wrong("more than " + MAX_MAPPINGS + " names");
            }
            names.put(id, new String(text, StandardCharsets.ISO_8859_1));
            return;
        }
        if (type != EVENT) {
            throw input.wrong("expected a record of type 0 or 1, found type " + Long.toUnsignedString(type));
        }
        long id = input.readLong();
        long timestamp = input.readLong();
        int length = input.readInt();
        int pid = input.readInt();
        byte[] arguments = input.readBytes((length & 0xffff_ffffL) - RECORD_HEADER, MAX_RECORD, "a record");
        if (id == DROPPED) {
            if (arguments.length != Long.BYTES) {
                throw input.wrong("expected a count of dropped records of 8 bytes, found " + arguments.length);
            }
            counts.dropped += ByteBuffer.wrap(arguments).order(input.order()).getLong();
            return;
        }
        String tracepoint = names.get(id);
        if (tracepoint == null) {
            throw input.wrong("a record of event " + Long.toUnsignedString(id) + ", which has no name so far"
                    + (version == 3 ? "; the catalogue must be the one QEMU was built with" : ""));
        }
        if (!based) {
            based = true;
            base = startKnown ? start - timestamp : 0;
        }
        int thread = threads.number(Integer.toUnsignedLong(pid));
        waiting.add(new Waiting(tracepoint, base + timestamp, thread, arguments));
    }

    @Override
    public long time() {
        return waiting.get(0).time;
    }

    @Override
    public int write() throws IOException {
        for (Waiting record : waiting) {
            counts.lines++;
            counts.untimed += startKnown ? 0 : 1;
            RecordType type = types.find(record.tracepoint);
            if (type == null) {
                counts.unknown(record.tracepoint);
                continue;
            }
            if (!decode(type, record.arguments)) {
                type.countUnfit();
                counts.misfit(record.tracepoint);
                continue;
            }
            boolean inSpan = type.paired()
                    && spans.accept(new TraceRecord(type, values, record.time, record.thread, counts.lines));
            type.write(out, values, record.time, record.thread, inSpan, place.at(counts.lines, LogForm.SIMPLE));
            counts.records++;
            end = Math.max(end, record.time);
        }
        return waiting.size();
    }

    /** Reads the arguments; answers false where the catalogue's are others. */
    private boolean decode(RecordType type, byte[] record) {
        List<Argument> arguments = type.tracepoint().arguments();
        ByteBuffer bytes = ByteBuffer.wrap(record).order(input.order());
        values.reset(record, arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).type().javaType() == JavaType.STRING) {
                int length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
                int at = bytes.position();
                if (length < 0 || length > bytes.remaining() || !Utf8.isValid(record, at, at + length)) {
                    return false;
                }
                values.text(i, at, at + length);
                bytes.position(at + length);
            } else if (bytes.remaining() < Long.BYTES) {
                return false;
            } else {
                values.numbers[i] = bytes.getLong();
            }
        }
        return !bytes.hasRemaining();
    }

    @Override
    public void finish() throws IOException {
        spans.finish(end);
    }

    @Override
    public SourceSummary summary() {
        return counts.summary(name);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
