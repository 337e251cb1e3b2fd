package dev.tracebridge.demo;

import dev.tracebridge.demo.destination.IncomingMigration;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.machine.Machine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the fields of a recorded stream end, found by the reader itself: it is given one byte at a time, and asks for
 * the next with an empty buffer whenever it has a whole field. The bytes of a page count as one field.
 */
final class FieldEnds implements MigrationChannel {

    /** More single bytes in a row than any field has are a page. */
    private static final int LONGEST_RUN = 300;

    private final byte[] stream;
    private final List<Long> ends = new ArrayList<>();
    private int position;

    private FieldEnds(byte[] stream) {
        this.stream = stream;
    }

    /** The offsets right behind each field, in order. */
    static List<Long> of(byte[] stream, Machine machine) throws IOException {
        FieldEnds reader = new FieldEnds(stream);
        IncomingMigration.run(machine, reader, false);
        return withoutPages(reader.ends);
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
    public int read(ByteBuffer target) {
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
