package dev.tracebridge.exporter;

import dev.tracebridge.exporter.ChunkTypes.ChunkField;
import dev.tracebridge.exporter.ChunkTypes.ChunkType;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The constants of one chunk that events of tracepoints refer to: texts and threads. Immutable once read. */
final class ChunkConstants {

    private static final int CONSTANTS_EVENT = 1;

    private final Map<Long, Object> texts = new HashMap<>();
    private final Map<Long, Map<String, Object>> threadValues = new HashMap<>();
    private final Map<Long, EventThread> threads = new HashMap<>();

    private ChunkConstants() {}

    /**
     * Reads the constants, which are written in pieces, each of which says where the one before it is.
     *
     * @param place where the last piece begins
     */
    static ChunkConstants read(ChunkInput in, ChunkTypes types, long place, long chunkStart) throws IOException {
        ChunkConstants constants = new ChunkConstants();
        long piece = place;
        for (long back = -1; back != 0; piece += back) {
            in.seek(piece);
            if (!in.next() || in.readLong() != CONSTANTS_EVENT) {
                throw new IOException("no constants at " + piece);
            }
            // Start and duration.
            in.readLong();
            in.readLong();
            back = in.readLong();
            if (back > 0 || piece + back < chunkStart) {
                throw new IOException("constants at " + piece + " that lead to " + (piece + back));
            }
            // What made JFR write them.
            in.readByte();
            constants.readPools(in, types);
        }
        constants.threadValues.forEach((id, values) -> constants.threads.put(id, constants.thread(id, values)));
        return constants;
    }

    private void readPools(ChunkInput in, ChunkTypes types) throws IOException {
        for (int pools = in.readCount(); pools > 0; pools--) {
            ChunkType type = types.type(in.readLong());
            for (int i = in.readCount(); i > 0; i--) {
                long id = in.readLong();
                switch (type.name()) {
                    case "java.lang.String" -> texts.putIfAbsent(id, in.readText());
                    case "java.lang.Thread" -> threadValues.putIfAbsent(id, values(in, types, type));
                    default -> types.skip(in, type, 0);
                }
            }
        }
    }

    private static Map<String, Object> values(ChunkInput in, ChunkTypes types, ChunkType type) throws IOException {
        Map<String, Object> values = new HashMap<>();
        for (ChunkField field : type.fields()) {
            boolean plain = !field.constant() && !field.array();
            switch (plain ? types.type(field.type()).name() : "") {
                case "java.lang.String" -> values.put(field.name(), in.readText());
                case "long" -> values.put(field.name(), in.readLong());
                default -> types.skip(in, field, 0);
            }
        }
        return values;
    }

    private EventThread thread(long id, Map<String, Object> values) {
        long javaId = values.get("javaThreadId") instanceof Long known ? known : 0;
        long osId = values.get("osThreadId") instanceof Long known ? known : 0;
        return EventThread.of(id, javaId, text(values.get("javaName")), osId, text(values.get("osName")));
    }

    /**
     * A text.
     *
     * @param read as {@link ChunkInput#readText} gave it
     */
    String text(Object read) {
        Object text = read instanceof Long id ? texts.get(id) : read;
        return text instanceof String known ? known : null;
    }

    /** A thread by its id; an unknown one for an id that is not there. */
    EventThread thread(long id) {
        return threads.getOrDefault(id, EventThread.NONE);
    }
}
