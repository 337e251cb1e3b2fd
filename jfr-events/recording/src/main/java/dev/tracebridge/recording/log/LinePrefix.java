package dev.tracebridge.recording.log;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/** Reads what stands before a record's name. Used again for each line. */
final class LinePrefix {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MICRO = 1000;
    private static final int MICRO_DIGITS = 6;
    private static final int MAX_TID_DIGITS = 18;
    /** The year 2286 has eleven; nanoseconds since the epoch end in 2262. */
    private static final int MAX_SECOND_DIGITS = 10;

    private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

    /** As far as the seconds: {@code 2026-11-21T09:26:51}. */
    private static final int DATE_TIME_LENGTH = 19;

    /** {@code TID@SECONDS.} of the last line that had it, and what it says. */
    private final byte[] knownBytes = new byte[MAX_TID_DIGITS + MAX_SECOND_DIGITS + 2];

    private int knownLength;
    private long knownThread;
    private long knownThreadSeconds;
    private boolean knownExact;

    private final byte[] knownDateTime = new byte[DATE_TIME_LENGTH];
    private long knownSeconds;

    private byte[] line;
    private int at;
    private int end;

    LogForm form;
    /** Nanoseconds since the epoch; 0 where there is no time. */
    long time;
    /** 0 where there is no thread. */
    long thread;
    /** Whether QEMU would print it so. */
    boolean exact;
    /** Where the name begins. */
    int nameStart;

    void read(byte[] bytes, int from, int to) {
        line = bytes;
        end = to;
        form = LogForm.NONE;
        time = 0;
        thread = 0;
        exact = true;
        nameStart = from;
        if (from < to && bytes[from] >= '0' && bytes[from] <= '9') {
            at = from;
            if (!readThread()) {
                at = from;
                readDate();
            }
        }
    }

    private boolean readThread() {
        if (!knownThread() && !learnThread()) {
            return false;
        }
        int microsAt = at;
        long micros = digits(MICRO_DIGITS);
        if (micros < 0 || at - microsAt != MICRO_DIGITS || !next(':')) {
            return false;
        }
        form = LogForm.THREAD;
        thread = knownThread;
        time = knownThreadSeconds * NANOS_PER_SECOND + micros * NANOS_PER_MICRO;
        exact = knownExact;
        nameStart = at;
        return true;
    }

    /** Whether thread and second are those of the line before. */
    private boolean knownThread() {
        int length = knownLength;
        if (length == 0 || end - at < length) {
            return false;
        }
        for (int i = length - 1; i >= 0; i--) {
            if (line[at + i] != knownBytes[i]) {
                return false;
            }
        }
        at += length;
        return true;
    }

    /** Reads {@code TID@SECONDS.} and remembers it. */
    private boolean learnThread() {
        int start = at;
        long tid = digits(MAX_TID_DIGITS);
        if (tid < 0 || !next('@')) {
            return false;
        }
        boolean plain = line[start] != '0' || at == start + 2;
        int secondsAt = at;
        long seconds = digits(MAX_SECOND_DIGITS);
        plain &= seconds == 0 || line[secondsAt] != '0';
        if (seconds < 0 || seconds > MAX_SECONDS || !next('.')) {
            return false;
        }
        knownThread = tid;
        knownThreadSeconds = seconds;
        knownExact = plain;
        knownLength = at - start;
        System.arraycopy(line, start, knownBytes, 0, knownLength);
        return true;
    }

    private void readDate() {
        int start = at;
        if (end - start <= DATE_TIME_LENGTH || line[start + 4] != '-' || line[start + 10] != 'T') {
            return;
        }
        if (!Arrays.equals(line, start, start + DATE_TIME_LENGTH, knownDateTime, 0, DATE_TIME_LENGTH)
                && !learnDateTime(start)) {
            return;
        }
        at = start + DATE_TIME_LENGTH;
        long micros = 0;
        boolean whole = true;
        if (next('.')) {
            int microsAt = at;
            micros = digits(MICRO_DIGITS);
            if (micros < 0) {
                return;
            }
            whole = at - microsAt == MICRO_DIGITS && micros != 0;
            for (int i = at - microsAt; i < MICRO_DIGITS; i++) {
                micros *= 10;
            }
        }
        if (!next('Z') || !next(' ')) {
            return;
        }
        form = LogForm.ISO;
        time = knownSeconds * NANOS_PER_SECOND + micros * NANOS_PER_MICRO;
        exact = whole;
        nameStart = at;
    }

    private boolean learnDateTime(int start) {
        String text = new String(line, start, DATE_TIME_LENGTH, StandardCharsets.ISO_8859_1);
        try {
            long seconds = LocalDateTime.parse(text).toEpochSecond(ZoneOffset.UTC);
            if (Math.abs(seconds) > MAX_SECONDS) {
                return false;
            }
            knownSeconds = seconds;
            System.arraycopy(line, start, knownDateTime, 0, DATE_TIME_LENGTH);
            return true;
        } catch (DateTimeException noDate) {
            return false;
        }
    }

    /** The number made of the digits here, at most so many; -1 if there are none. */
    private long digits(int most) {
        int start = at;
        long number = 0;
        while (at < end && at - start < most && line[at] >= '0' && line[at] <= '9') {
            number = number * 10 + line[at++] - '0';
        }
        return at == start ? -1 : number;
    }

    private boolean next(char c) {
        if (at < end && line[at] == c) {
            at++;
            return true;
        }
        return false;
    }
}
