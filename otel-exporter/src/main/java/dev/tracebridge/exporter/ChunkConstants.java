package dev.tracebridge.exporter;

import dev.tracebridge.exporter.ChunkTypes.ChunkField;
import dev.tracebridge.exporter.ChunkTypes.ChunkType;
import dev.tracebridge.exporter.ChunkTypes.Form;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The constants of one chunk that events of tracepoints refer to: texts, threads, and, once one is asked for, stack traces. They are written in pieces,
 * some with each flush, each of which says where the one before it is.
 *
 * <p>Not for several threads.
 */
final class ChunkConstants {

    static final int EVENT_TYPE = 1;
    private static final long[] NO_METHODS = {};

    private final ChunkInput in;
    private long chunk;
    private long reached;
    private boolean readsTraces;

    private final LongTable<String> texts = new LongTable<>();
    private final LongTable<EventThread> threads = new LongTable<>();
    private final Map<Long, Map<String, Object>> newThreads = new HashMap<>();

    private final LongTable<long[]> traces = new LongTable<>();
    private final LongTable<Method> methods = new LongTable<>();
    private final LongTable<Long> classes = new LongTable<>();
    private final LongTable<String> symbols = new LongTable<>();

    /** The constants that make a method. */
    private record Method(long type, long name) {}

    /** A method on a stack. */
    record Frame(String type, String method) {}

    ChunkConstants(ChunkInput in) {
        this.in = in;
    }

    /**
     * Turns to another chunk.
     *
     * @param start where it begins in its file
     */
    void enter(long start) {
        chunk = start;
        reached = start;
        texts.clear();
        threads.clear();
        clearTraces();
    }

    private void clearTraces() {
        traces.clear();
        methods.clear();
        classes.clear();
        symbols.clear();
    }

    /**
     * Reads what was added since.
     *
     * @param last where the last piece begins in the file
     */
    void read(ChunkTypes types, long last) throws IOException {
        List<Long> pieces = new ArrayList<>();
        for (long piece = last; piece > reached; ) {
            pieces.add(piece);
            long back = back(piece);
            piece = back == 0 ? reached : piece + back;
        }
        for (int i = pieces.size() - 1; i >= 0; i--) {
            // Of what is told twice, the later holds.
            back(pieces.get(i));
            // What made Flight Recorder write them.
            in.readByte();
            readPools(types);
        }
        newThreads.forEach((id, values) -> threads.put(id, thread(id, values)));
        newThreads.clear();
        reached = Math.max(reached, last);
    }

    /** Goes to a piece, and reads how far back the one before it is; 0 for the first one. */
    private long back(long piece) throws IOException {
        in.seek(piece);
        if (!in.next() || in.readLong() != EVENT_TYPE) {
            throw new IOException("no constants at " + piece);
        }
        // Start and duration.
        in.readLong();
        in.readLong();
        long back = in.readLong();
        if (back > 0 || piece + back < chunk) {
            throw new IOException("constants at " + piece + " that lead to " + (piece + back));
        }
        return back;
    }

    private void readPools(ChunkTypes types) throws IOException {
        for (int pools = in.readCount(); pools > 0; pools--) {
            ChunkType type = types.type(in.readLong());
            for (int i = in.readCount(); i > 0; i--) {
                readConstant(type, in.readLong());
            }
        }
    }

    private void readConstant(ChunkType type, long id) throws IOException {
        switch (type.name()) {
            case "java.lang.String" -> {
                if (in.readText() instanceof String text) {
                    texts.put(id, text);
                }
            }
            case "java.lang.Thread" -> newThreads.put(id, values(type));
            case "jdk.types.StackTrace", "jdk.types.Method", "java.lang.Class", "jdk.types.Symbol" -> {
                if (readsTraces) {
                    readOfTrace(type, id);
                } else {
                    ChunkTypes.skip(in, type, 0);
                }
            }
            default -> ChunkTypes.skip(in, type, 0);
        }
    }

    private void readOfTrace(ChunkType type, long id) throws IOException {
        long ofType = 0;
        long name = 0;
        for (ChunkField field : type.fields()) {
            boolean text = !field.constant() && !field.array() && field.type().form() == Form.TEXT;
            if (text && field.name().equals("string")) {
                if (in.readText() instanceof String symbol) {
                    symbols.put(id, symbol);
                }
            } else if (field.array() && field.name().equals("frames")) {
                traces.put(id, methods(field));
            } else if (field.constant() && !field.array() && field.name().equals("name")) {
                name = in.readLong();
            } else if (field.constant() && !field.array() && field.name().equals("type")) {
                ofType = in.readLong();
            } else {
                ChunkTypes.skip(in, field, 0);
            }
        }
        if (type.name().equals("jdk.types.Method")) {
            methods.put(id, new Method(ofType, name));
        } else if (type.name().equals("java.lang.Class")) {
            classes.put(id, name);
        }
    }

    private long[] methods(ChunkField frames) throws IOException {
        int count = in.readCount();
        long[] found = count == 0 ? NO_METHODS : new long[count];
        for (int i = 0; i < count; i++) {
            for (ChunkField field : frames.type().fields()) {
                if (field.constant() && !field.array() && field.name().equals("method")) {
                    found[i] = in.readLong();
                } else {
                    ChunkTypes.skip(in, field, 0);
                }
            }
        }
        return found;
    }

    private Map<String, Object> values(ChunkType type) throws IOException {
        Map<String, Object> values = new HashMap<>();
        for (ChunkField field : type.fields()) {
            Form form = field.constant() || field.array()
                    ? Form.FIELDS
                    : field.type().form();
            switch (form) {
                case TEXT -> values.put(field.name(), in.readText());
                case LONG -> values.put(field.name(), in.readLong());
                default -> ChunkTypes.skip(in, field, 0);
            }
        }
        return values;
    }

    private EventThread thread(long id, Map<String, Object> values) {
        long javaId = values.get("javaThreadId") instanceof Long known ? known : 0;
        long osId = values.get("osThreadId") instanceof Long known ? known : 0;
        return EventThread.of(id, javaId, text(values.get("javaName")), osId, text(values.get("osName")));
    }

    private String text(Object read) {
        return read instanceof Long id ? texts.get(id) : (String) read;
    }

    /** The texts, by their ids. */
    LongTable<String> texts() {
        return texts;
    }

    /** A thread by its id; an unknown one for an id that is not there. */
    EventThread thread(long id) {
        EventThread thread = threads.get(id);
        return thread == null ? EventThread.NONE : thread;
    }

    /** Whether stack traces are read. */
    boolean readsTraces() {
        return readsTraces;
    }

    /** Reads stack traces too from now on, and in the chunks to come. The input is elsewhere then. */
    void readTraces(ChunkTypes types) throws IOException {
        long last = reached;
        readsTraces = true;
        reached = chunk;
        read(types, last);
    }

    /** The methods of a stack trace, the one called last first; one that is not there is left out. */
    List<Frame> frames(long trace) {
        List<Frame> frames = new ArrayList<>();
        long[] found = traces.get(trace);
        for (long id : found == null ? NO_METHODS : found) {
            Method method = methods.get(id);
            Long type = method == null ? null : classes.get(method.type());
            String typeName = type == null ? null : symbols.get(type);
            String name = method == null ? null : symbols.get(method.name());
            if (typeName != null && name != null) {
                frames.add(new Frame(typeName.replace('/', '.'), name));
            }
        }
        return frames;
    }
}
