package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.destination.IncomingMigration;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Where the fields of a recorded stream end, found by the reader itself: it is given one byte at a time, and asks for
 * the next with an empty buffer whenever it has a whole field. The bytes of a page count as one field, those of a command
 * as one each. The fields in the package of a postcopy are found by reading them as a stream of their own.
 */
final class FieldEnds implements MigrationChannel {

    /** Magic, version and the type of the configuration section; the length of the machine's name follows. */
    private static final int HEADER = 2 * Integer.BYTES + 1;

    /** The command a package begins with, which is refused anywhere else. */
    private static final int LISTEN = 1 + 2 * Short.BYTES;

    /** More single bytes in a row than any field has are a page. */
    private static final int LONGEST_RUN = 300;

    private final byte[] stream;
    private final List<Long> ends = new ArrayList<>();
    private int position;

    private FieldEnds(byte[] stream) {
        this.stream = stream;
    }

    /**
     * The offsets right behind each field, in order.
     *
     * @param ram bytes of main memory of the machine whose stream it is
     */
    static List<Long> of(byte[] stream, long ram) throws IOException {
        TreeSet<Long> ends = new TreeSet<>(withoutPages(read(stream, ram)));
        PostcopyPackage bytes = PostcopyPackage.in(stream);
        if (bytes != null) {
            int head = HEADER + Integer.BYTES + ByteBuffer.wrap(stream).getInt(HEADER);
            ByteArrayOutputStream alone = new ByteArrayOutputStream();
            alone.write(stream, 0, head);
            alone.write(stream, bytes.start() + LISTEN, bytes.end() - bytes.start() - LISTEN);
            for (long end : withoutPages(read(alone.toByteArray(), ram))) {
                if (end > head) {
                    ends.add(end - head + bytes.start() + LISTEN);
                }
            }
            ends.add((long) bytes.end());
        }
        return List.copyOf(ends);
    }

    /** Reads as far as the stream can be read. */
    private static List<Long> read(byte[] stream, long ram) throws IOException {
        FieldEnds reader = new FieldEnds(stream);
        try (Machine machine = Machine.waiting(ram)) {
            IncomingMigration.run(machine, reader, false);
        } catch (StreamFormatException e) {
            assertThat(e.offset()).as(e.getMessage()).isLessThanOrEqualTo(stream.length);
        }
        return reader.ends;
    }

    private static List<Long> withoutPages(List<Long> all) {
        List<Long> ends = new ArrayList<>();
        int start = 0;
        while (start < all.size()) {
            int end = start + 1;
            while (end < all.size() && all.get(end) == all.get(end - 1) + 1) {
                end++;
            }
            if (end - start > LONGEST_RUN) {
                ends.add(all.get(start));
                ends.add(all.get(end - 1));
            } else {
                ends.addAll(all.subList(start, end));
            }
            start = end;
        }
        return ends;
    }

    @Override
    public synchronized int read(ByteBuffer target) {
        if (target.position() == 0 && position > 0) {
            ends.add((long) position);
        }
        if (position == stream.length) {
            return -1;
        }
        target.put(stream[position++]);
        return 1;
    }

    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        source.position(source.limit());
        return count;
    }

    @Override
    public String type() {
        return "qio-channel-file";
    }

    @Override
    public String peer() {
        return null;
    }

    @Override
    public boolean hasReturnPath() {
        return true;
    }

    @Override
    public void readTimeout(Duration timeout) {
        // a recording answers at once
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // nothing to close
    }
}
