package dev.tracebridge.exporter;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;

/**
 * Remembers on the disk which spans and log records need not be sent again: 8 bytes each, written when a batch was answered. Old files go with the
 * chunks they are about.
 *
 * <p>Safe for several threads. A disk that takes nothing is told once; then things may arrive twice after a crash.
 */
final class ArrivedLog implements AutoCloseable {

    private static final String PATTERN = "arrived-*";
    private static final AttributeKey<Long> THREAD = AttributeKey.longKey("thread.id");
    private static final int KEY_LIMIT = 8_000_000;
    private static final long FILE_NANOS = 10_000_000_000L;

    private final SpoolEntry entry;
    private FileChannel file;
    private long began;

    ArrivedLog(SpoolEntry entry) {
        this.entry = entry;
    }

    /** What was sent in the one JVM and would be sent by the other has the same key. */
    private static long key(Object item) {
        if (item instanceof SpanData span) {
            return key(span.getName(), span.getStartEpochNanos(), span.getEndEpochNanos(), span.getAttributes());
        }
        LogRecordData log = (LogRecordData) item;
        return key(log.getEventName(), log.getTimestampEpochNanos(), -1, log.getAttributes());
    }

    /** Not the id: that of what has none of its own depends on the parent, which the other JVM may not find. */
    private static long key(String name, long start, long end, Attributes attributes) {
        Long thread = attributes.get(THREAD);
        long key = SpanIds.mix(name == null ? 0 : name.hashCode());
        key = SpanIds.mix(key + start);
        key = SpanIds.mix(key + end);
        return SpanIds.mix(key + (thread == null ? 0 : thread));
    }

    /** These need not be sent again. */
    synchronized void add(Collection<?> items) throws IOException {
        long now = EventTimes.now();
        if (file == null || now - began > FILE_NANOS) {
            close();
            began = now;
            file = FileChannel.open(
                    entry.folder().resolve("arrived-%019d".formatted(now)),
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.APPEND,
                            LinkOption.NOFOLLOW_LINKS));
        }
        ByteBuffer keys = ByteBuffer.allocate(Long.BYTES * items.size());
        items.forEach(item -> keys.putLong(key(item)));
        keys.flip();
        while (keys.hasRemaining()) {
            file.write(keys);
        }
    }

    /** Forgets what arrived before the oldest chunk that is kept began, nanoseconds since the epoch. */
    synchronized void forgetBefore(long time) throws IOException {
        for (Path old : entry.list(PATTERN)) {
            boolean over =
                    Files.getLastModifiedTime(old, LinkOption.NOFOLLOW_LINKS).toMillis() * 1_000_000 < time;
            if (over && (file == null || !old.endsWith("arrived-%019d".formatted(began)))) {
                Files.deleteIfExists(old);
            }
        }
    }

    /** What an entry's JVM has remembered; what was half-written when it was killed is passed over. */
    static Arrived read(SpoolEntry entry) throws IOException {
        long[] keys = new long[0];
        for (Path file : entry.list(PATTERN)) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            int count = Math.min(bytes.remaining() / Long.BYTES, KEY_LIMIT - keys.length);
            int known = keys.length;
            keys = Arrays.copyOf(keys, known + count);
            bytes.asLongBuffer().get(keys, known, count);
        }
        Arrays.sort(keys);
        return new Arrived(keys);
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    /** What has arrived before. */
    static final class Arrived {

        private final long[] keys;

        private Arrived(long[] keys) {
            this.keys = keys;
        }

        boolean contains(Object item) {
            return Arrays.binarySearch(keys, key(item)) >= 0;
        }
    }
}
