package dev.tracebridge.agent;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * What the agent says, on standard error, one line a message:
 *
 * <pre>{@code [tracebridge 2026-11-21 12:00:00:000 +0000] [main] INFO Tracebridge 0.1.0 on Java 25.0.3}</pre>
 *
 * <p>Times are UTC, because loading the rules of a time zone would cost the application's start more than the rest of the agent does. May be used
 * by any thread; a message is written by one call, so lines do not mix.
 */
public final class AgentLog {

    /** How much is said: each level includes those before it. */
    public enum Level {
        /** Nothing at all. */
        OFF,
        /** What the user asked for and does not get. */
        ERROR,
        /** What is probably not meant. */
        WARN,
        /** One line at the start, and what was asked for. */
        INFO,
        /** What is woven, what is not and why, with stack traces. */
        DEBUG
    }

    private static volatile Level level = Level.INFO;

    private AgentLog() {}

    /**
     * Sets how much is said from now on.
     *
     * @param newLevel the level, not null
     */
    public static void level(Level newLevel) {
        level = newLevel;
    }

    /**
     * Whether debug messages are written, for callers to whom building one costs something.
     *
     * @return true at level {@code DEBUG}
     */
    public static boolean isDebug() {
        return level == Level.DEBUG;
    }

    /**
     * Says what the user asked for and does not get.
     *
     * @param message one line: what was expected, what was found, what would be right
     */
    public static void error(String message) {
        write(Level.ERROR, message, null);
    }

    /**
     * Says what the user asked for and does not get, because of an exception; its stack trace is shown at level {@code DEBUG}.
     *
     * @param message one line, to which the exception is added
     * @param cause the exception
     */
    public static void error(String message, Throwable cause) {
        write(Level.ERROR, message + ": " + cause, cause);
    }

    /**
     * Says what is probably not meant.
     *
     * @param message one line
     */
    public static void warn(String message) {
        write(Level.WARN, message, null);
    }

    /**
     * Says what goes on.
     *
     * @param message one line
     */
    public static void info(String message) {
        write(Level.INFO, message, null);
    }

    /**
     * Says what helps to find a mistake.
     *
     * @param message one line
     */
    public static void debug(String message) {
        write(Level.DEBUG, message, null);
    }

    private static void write(Level messageLevel, String message, Throwable cause) {
        if (messageLevel.compareTo(level) > 0) {
            return;
        }
        try {
            System.err.print(line(System.currentTimeMillis(), messageLevel, message));
            if (cause != null && isDebug()) {
                cause.printStackTrace(System.err);
            }
        } catch (RuntimeException brokenStream) {
            // There is nowhere left to say so.
        }
    }

    static String line(long epochMillis, Level messageLevel, String message) {
        StringBuilder line = new StringBuilder(128).append("[tracebridge ");
        appendTime(line, epochMillis);
        line.append(" +0000] [").append(Thread.currentThread().getName()).append("] ");
        line.append(messageLevel.name()).append(' ');
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.append(System.lineSeparator()).toString();
    }

    private static void appendTime(StringBuilder line, long epochMillis) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1000L), 0, ZoneOffset.UTC);
        line.append(time.getYear());
        appendPadded(line.append('-'), time.getMonthValue(), 2);
        appendPadded(line.append('-'), time.getDayOfMonth(), 2);
        appendPadded(line.append(' '), time.getHour(), 2);
        appendPadded(line.append(':'), time.getMinute(), 2);
        appendPadded(line.append(':'), time.getSecond(), 2);
        appendPadded(line.append(':'), (int) Math.floorMod(epochMillis, 1000L), 3);
    }

    private static void appendPadded(StringBuilder line, int value, int width) {
        String digits = Integer.toString(value);
        for (int i = digits.length(); i < width; i++) {
            line.append('0');
        }
        line.append(digits);
    }
}
