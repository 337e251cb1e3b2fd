package dev.tracebridge.demo.stream;

import java.util.Objects;

/**
 * One block of guest RAM in the list at the start of a migration.
 *
 * @param name the block's name
 * @param usedLength its length in bytes
 */
public record RamBlockSize(String name, long usedLength) {

    /** Refuses null. */
    public RamBlockSize {
        Objects.requireNonNull(name, "name");
    }
}
