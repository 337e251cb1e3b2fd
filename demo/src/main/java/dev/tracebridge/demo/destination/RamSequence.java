package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers the sections of {@code ram} of one migration, whichever thread reads them. For any thread. */
final class RamSequence {

    /** C's numbers of what went wrong, as QEMU gives them. */
    private static final int EIO = 5;

    private static final int EINVAL = 22;

    private final AtomicLong last = new AtomicLong();

    /** Reads a section, and says how that went. */
    void load(RamSections section) throws IOException {
        long number = last.incrementAndGet();
        try {
            section.load();
        } catch (IOException e) {
            boolean wrong = e instanceof StreamFormatException format && !format.isCutOff();
            MigrationTrace.ram_load_complete(wrong ? -EINVAL : -EIO, number);
            throw e;
        }
        MigrationTrace.ram_load_complete(0, number);
    }
}
