package dev.tracebridge.recording.print;

import dev.tracebridge.recording.log.LogForm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Records as QEMU's {@code log} backend writes them. */
final class LineRendering implements RecordRendering {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private final PrintForm form;
    private final boolean harmless;
    private long knownSecond = Long.MIN_VALUE;
    private String knownText = "";

    /**
     * Makes a rendering.
     *
     * @param form log, timestamp or iso
     * @param harmless whether to replace what could steer a terminal
     */
    LineRendering(PrintForm form, boolean harmless) {
        this.form = form;
        this.harmless = harmless;
    }

    @Override
    public byte[] header() {
        return new byte[0];
    }

    @Override
    public byte[] render(PrintedRecord record) {
        StringBuilder line = new StringBuilder(128);
        switch (form(record.place())) {
            case THREAD, SIMPLE -> {
                line.append(record.threadId()).append('@');
                line.append(Math.floorDiv(record.nanos(), NANOS_PER_SECOND)).append('.');
                micros(line, record.nanos());
                line.append(':');
            }
            case ISO -> iso(line, record.nanos());
            case NONE -> {}
        }
        line.append(record.tracepoint().name()).append(' ').append(record.text());
        return bytes(line.toString(), true);
    }

    private LogForm form(LogPlace place) {
        if (form == PrintForm.LOG) {
            for (LogForm known : LogForm.values()) {
                if (known.word().equals(place.form())) {
                    return known;
                }
            }
            return LogForm.NONE;
        }
        return form == PrintForm.ISO ? LogForm.ISO : LogForm.THREAD;
    }

    /** As GLib writes it: no fraction where there is none. */
    private void iso(StringBuilder line, long nanos) {
        long second = Math.floorDiv(nanos, NANOS_PER_SECOND);
        if (second != knownSecond) {
            knownText = SECONDS.format(Instant.ofEpochSecond(second));
            knownSecond = second;
        }
        line.append(knownText);
        if (Math.floorMod(nanos, NANOS_PER_SECOND) >= 1000) {
            micros(line.append('.'), nanos);
        }
        line.append("Z ");
    }

    private static void micros(StringBuilder line, long nanos) {
        String micros = Long.toString(Math.floorMod(nanos, NANOS_PER_SECOND) / 1000);
        line.append("000000", micros.length(), 6).append(micros);
    }

    @Override
    public byte[] render(KeptText line) {
        if (line.latin1() && !harmless) {
            return (line.text() + (line.unterminated() ? "" : "\n")).getBytes(StandardCharsets.ISO_8859_1);
        }
        return bytes(line.text(), !line.unterminated());
    }

    private byte[] bytes(String text, boolean terminated) {
        String line = harmless ? HarmlessText.of(text) : text;
        return (terminated ? line + '\n' : line).getBytes(StandardCharsets.UTF_8);
    }
}
