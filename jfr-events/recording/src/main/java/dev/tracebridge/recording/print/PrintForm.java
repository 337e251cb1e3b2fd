package dev.tracebridge.recording.print;

import java.util.Locale;

/** What a printed record looks like. */
public enum PrintForm {
    /** As QEMU logs it: what was imported as it was, anything else without a time. */
    LOG,
    /** {@code TID@SECONDS.MICROSECONDS:} before the name. */
    TIMESTAMP,
    /** {@code 2026-11-21T09:26:51.280285Z } before the name. */
    ISO,
    /** One JSON object in a line. */
    JSON,
    /** Comma-separated values as in RFC 4180, with a header. */
    CSV;

    /** As a user spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
