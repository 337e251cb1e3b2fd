package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.parking.Progress;

/** Shows how many bytes have passed, a few times a second. For one thread at a time. */
final class ProgressLine implements Progress {

    private static final long INTERVAL_NANOS = 200_000_000;
    private static final long STEP = 256 * 1024;

    private final Terminal terminal;
    private final String verb;
    private long shownBytes;
    private long shownAt = System.nanoTime();

    ProgressLine(Terminal terminal, String verb) {
        this.terminal = terminal;
        this.verb = verb;
    }

    @Override
    public void passed(long bytes, long total) {
        if (bytes - shownBytes < STEP) {
            return; // the clock is not asked for every page
        }
        shownBytes = bytes;
        long now = System.nanoTime();
        if (now - shownAt >= INTERVAL_NANOS) {
            shownAt = now;
            String of = total == 0 ? "" : " of " + ByteCount.text(total);
            terminal.show(ByteCount.text(bytes) + of + " " + verb);
        }
    }
}
