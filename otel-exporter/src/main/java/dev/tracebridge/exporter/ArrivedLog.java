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
    /** 16 microseconds. */
    private static final int GRAIN_BITS = 14;

    private static final long FILE_NANOS = 10_000_000_000L;

    private final SpoolEntry entry;
    private FileChannel file;
    private long began;

    ArrivedLog(SpoolEntry entry) {
        this.entry = entry;
    }

    /** What was sent in the one JVM and would be sent by the other has the same key, or one of its {@link #keysNear}. */
    private static long key(Object item) {
        return key(item, 0, 0);
    }

    /**
     * The key, of what has no recorded id by name, thread and times. Its own id will not do: it depends on the parent, which the other JVM may not find.
     *
     * @param startOff how many {@link #GRAIN_BITS grains} the start is taken to be off
     * @param endOff the same of the end
     */
    private static long key(Object item, int startOff, int endOff) {
        if (item instanceof SpanData span) {
            if (hasRecordedId(span)) {
                SpanIdentity identity = SpanIdentity.of(span.getSpanContext());
                return SpanIds.mix(identity.spanId() + SpanIds.mix(identity.traceIdLow()));
            }
            return key(
                    span.getName(),
                    (span.getStartEpochNanos() >> GRAIN_BITS) + startOff,
                    (span.getEndEpochNanos() >> GRAIN_BITS) + endOff,
                    span.getAttributes());
        }
        LogRecordData log = (LogRecordData) item;
        return key(
                log.getEventName(), (log.getTimestampEpochNanos() >> GRAIN_BITS) + startOff, -1, log.getAttributes());
    }

    private static boolean hasRecordedId(SpanData span) {
        return span.getSpanContext() instanceof SpanIdentity identity && !identity.isDerived();
    }

    private static long key(String name, long start, long end, Attributes attributes) {
        Long thread = attributes.get(THREAD);
        long key = SpanIds.mix(name == null ? 0 : name.hashCode());
        key = SpanIds.mix(key + start);
        key = SpanIds.mix(key + end);
        return SpanIds.mix(key + (thread == null ? 0 : thread));
    }

    /** All keys that it may have had: Flight Recorder reckons the time of an event from the first chunk of those that are read, and not to the microsecond. */
    private static long[] keysNear(Object item) {
        if (item instanceof SpanData span && hasRecordedId(span)) {
            return new long[] {key(item)};
        }
        long[] keys = new long[9];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(item, i / 3 - 1, i % 3 - 1);
        }
        return keys;
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
            for (long key : keysNear(item)) {
                if (Arrays.binarySearch(keys, key) >= 0) {
                    return true;
                }
            }
            return false;
        }
    }
}
