package dev.tracebridge.bench.tracepoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordingFile;

/**
 * Counts the events of a recording without looking into them: each begins with its size and its type, as LEB128 numbers, after a chunk header of
 * 68 bytes (JDK: {@code jdk/jfr/internal/consumer/ChunkHeader.java}). Reading them whole takes longer than recording them.
 */
public final class RecordedEvents {

    private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
    private static final int HEADER_BYTES = 68;
    private static final int SIZE_OFFSET = 8;

    private RecordedEvents() {}

    /**
     * Counts.
     *
     * @param recording a finished recording of this JVM or another
     * @return the number of events by the name of their type
     * @throws IOException where it cannot be read, or is no recording
     */
    public static Map<String, Long> count(Path recording) throws IOException {
        Map<Long, Long> byType = new HashMap<>();
        try (FileChannel channel = FileChannel.open(recording, StandardOpenOption.READ)) {
            long size = channel.size();
            for (long at = 0; at < size; ) {
                ByteBuffer header = channel.map(FileChannel.MapMode.READ_ONLY, at, Math.min(HEADER_BYTES, size - at));
                if (header.remaining() < HEADER_BYTES || header.getInt(0) != MAGIC) {
                    throw new IOException(recording + ": no chunk at " + at);
                }
                long length = header.getLong(SIZE_OFFSET);
                if (length < HEADER_BYTES || length > size - at) {
                    throw new IOException(recording + ": chunk at " + at + ": " + length + " bytes of " + (size - at));
                }
                countChunk(channel.map(FileChannel.MapMode.READ_ONLY, at, length), byType);
                at += length;
            }
        }
        return named(recording, byType);
    }

    private static void countChunk(ByteBuffer chunk, Map<Long, Long> byType) throws IOException {
        int end = chunk.limit();
        for (int at = HEADER_BYTES; at < end; ) {
            chunk.position(at);
            long length = number(chunk);
            long type = number(chunk);
            if (length <= 0 || length > end - at) {
                throw new IOException("event at " + at + " of a chunk: " + length + " bytes of " + (end - at));
            }
            byType.merge(type, 1L, Long::sum);
            at += (int) length;
        }
    }

    private static long number(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < 56; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return value | (bytes.get() & 0xffL) << 56;
    }

    private static Map<String, Long> named(Path recording, Map<Long, Long> byType) throws IOException {
        Map<String, Long> named = new TreeMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            for (EventType type : file.readEventTypes()) {
                Long count = byType.get(type.getId());
                if (count != null) {
                    named.put(type.getName(), count);
                }
            }
        }
        return named;
    }
}
