package dev.tracebridge.recording.log;

import java.io.InputStream;

/**
 * A log to import.
 *
 * @param name what the recording and messages call it
 * @param stream its bytes, plain or in gzip's format; closed by whoever opened it
 */
public record LogInput(String name, InputStream stream) {}
