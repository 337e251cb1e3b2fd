package dev.tracebridge.demo.destination;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers the sections of {@code ram} of one migration, whichever thread reads them. For any thread. */
final class RamSequence {

    private final AtomicLong last = new AtomicLong();

    /** The number of the section that begins; the first has 1. */
    long next() {
        return last.incrementAndGet();
    }
}
