package dev.tracebridge.demo.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Streams that QEMU 7.2 wrote. */
public enum Capture {
    /** A whole precopy migration of an idle machine with 256 MiB, sections, devices and description. */
    PRECOPY("precopy-7.2.bin.gz"),
    /** The first connection of a migration with three multifd channels; the pages went through those. */
    MULTIFD_MAIN("multifd-main.bin.gz"),
    /** A migration in postcopy until its connection was cut. */
    POSTCOPY_BEFORE_CUT("postcopy-forward-before-cut.bin.gz"),
    /** The connection on which it went on. */
    POSTCOPY_RECOVERED("postcopy-forward-recovered.bin.gz");

    private final String resource;

    Capture(String resource) {
        this.resource = resource;
    }

    /** The bytes of the stream. */
    public byte[] bytes() throws IOException {
        try (InputStream packed = Capture.class.getResourceAsStream(resource)) {
            return new GZIPInputStream(packed).readAllBytes();
        }
    }
}
