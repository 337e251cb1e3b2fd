package dev.tracebridge.demo.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** Bytes that a QEMU wrote. */
final class Capture {

    private Capture() {}

    /** The unpacked bytes of a resource beside this class. */
    static byte[] of(String name) {
        try (InputStream packed = Capture.class.getResourceAsStream(name);
                InputStream in = new GZIPInputStream(packed)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
