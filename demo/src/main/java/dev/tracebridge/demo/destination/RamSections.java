package dev.tracebridge.demo.destination;

import java.io.IOException;

/** Reads the payload of sections of {@code ram}. */
@FunctionalInterface
interface RamSections {

    /** Reads one section's payload. */
    void load() throws IOException;
}
