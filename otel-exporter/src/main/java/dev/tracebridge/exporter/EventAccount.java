package dev.tracebridge.exporter;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keeps account of every event read.
 *
 * <p><b>Guarantees:</b> {@link #counts} is a state that was true at one moment. <b>Progress:</b> one short lock; the thread that assembles takes
 * it, and whoever asks.
 */
final class EventAccount {

    /** More names of events would be too long a line. */
    private static final int NAMED_LIMIT = 8;

    private final long[] dropped = new long[DropReason.values().length];
    private long received;
    private long samples;
    private long exported;
    private long spans;
    private long lostBytes;
    private final Map<String, String> malformed = new LinkedHashMap<>();

    synchronized void received() {
        received++;
    }

    /** Takes in an event that no tracepoint emitted: what hot ones have counted. */
    synchronized void receivedSample() {
        received++;
        samples++;
    }

    /** Takes in what tracepoints have emitted; what of it never came is lost. */
    synchronized void emitted(long events) {
        lost(Math.max(0, events - (received - samples)));
    }

    /** Takes in events that were emitted and never came. */
    synchronized void lost(long events) {
        received += events;
        dropped[DropReason.JFR_LOSS.ordinal()] += events;
    }

    /** Takes in that Flight Recorder lost something, events of others included; how many events that were nobody knows. */
    synchronized void lostBytes(long bytes) {
        lostBytes += Math.max(0, bytes);
    }

    /** How many bytes Flight Recorder lost before they were in a file. */
    synchronized long lostBytes() {
        return lostBytes;
    }

    /** Takes in events that were emitted and have not been read: they wait. */
    synchronized void unread(long events) {
        received += Math.max(0, events - (received - samples));
    }

    /** Takes events back that were counted elsewhere already. */
    synchronized void takeBack(long events) {
        received -= events;
    }

    synchronized void exported(long events, long spanCount) {
        exported += events;
        spans += spanCount;
    }

    synchronized void dropped(DropReason reason, long events) {
        dropped[reason.ordinal()] += events;
    }

    /** Takes in that an event could not be read, and why. */
    synchronized void malformed(String eventName, Exception cause) {
        dropped(DropReason.MALFORMED, 1);
        if (malformed.size() < NAMED_LIMIT) {
            malformed.putIfAbsent(eventName, cause.getMessage());
        }
    }

    /** The first event of each name that could not be read and why, in words; null where there was none. */
    synchronized String malformed() {
        return malformed.isEmpty()
                ? null
                : malformed.entrySet().stream()
                        .map(first -> first.getKey() + ": " + first.getValue())
                        .collect(Collectors.joining("; "));
    }

    synchronized ExportCounts counts() {
        Map<DropReason, Long> byReason = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            if (dropped[reason.ordinal()] != 0) {
                byReason.put(reason, dropped[reason.ordinal()]);
            }
        }
        return new ExportCounts(received, exported, byReason, spans);
    }
}
