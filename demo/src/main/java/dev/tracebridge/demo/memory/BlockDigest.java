package dev.tracebridge.demo.memory;

import java.util.Objects;

/**
 * The hash of one block's bytes.
 *
 * @param name the block
 * @param length its bytes
 * @param sha256 SHA-256 of all of them, in lower-case hexadecimal
 */
public record BlockDigest(String name, long length, String sha256) {

    /** Refuses null. */
    public BlockDigest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sha256, "sha256");
    }
}
