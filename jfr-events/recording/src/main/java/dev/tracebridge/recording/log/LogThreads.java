package dev.tracebridge.recording.log;

import dev.tracebridge.recording.chunk.RecordingWriter;
import java.util.HashMap;
import java.util.Map;

/** The threads of one log. Too many to be true are taken for one. */
final class LogThreads {

    private static final int LIMIT = 65_536;

    private final String source;
    private final RecordingWriter out;
    private final Map<Long, Integer> numbers = new HashMap<>();
    private long lastId = -1;
    private int lastNumber;

    LogThreads(String source, RecordingWriter out) {
        this.source = source;
        this.out = out;
    }

    /** The writer's number of a thread; id 0 stands for the log's own, where its records name none. */
    int number(long id) {
        if (id != lastId) {
            Integer known = numbers.get(id);
            if (known == null && numbers.size() < LIMIT) {
                known = out.thread(id == 0 ? source : source + " " + id, id);
                numbers.put(id, known);
            }
            lastNumber = known == null ? 0 : known;
            lastId = id;
        }
        return lastNumber;
    }
}
