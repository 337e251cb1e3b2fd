package dev.tracebridge.agent.session;

import java.util.Locale;

/**
 * The options of the agent: {@code key=value} after {@code -javaagent:tracebridge.jar=}, {@code -Dtracebridge.key=value}, or
 * {@code TRACEBRIDGE_KEY=value} in the environment.
 */
enum OptionKey {
    /** A file that binds methods of code that cannot be annotated to tracepoints. */
    BINDINGS,
    /** Patterns of tracepoints to switch on or off in the recordings we start. */
    ENABLE,
    /** Jars with event classes, to be appended to the system class path. */
    EVENTS,
    /** How much the agent says. */
    LOG,
    /** A file to export to, as OTLP JSON lines. */
    OUTPUT,
    /** A file to record to. */
    RECORD,
    /** What the export makes of single tracepoints. */
    RENDER,
    /** How long events may wait for a collector that takes nothing. */
    SPOOL_AGE,
    /** A folder that keeps what waits across a restart of the JVM. */
    SPOOL_DIR,
    /** How much may wait for a collector that takes nothing. */
    SPOOL_SIZE,
    /** How long spans must be to be exported, by name. */
    THRESHOLD;

    private static final OptionKey[] ALL = values();

    /** The key as it is written in agent arguments. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    String property() {
        return "tracebridge." + text();
    }

    String variable() {
        return "TRACEBRIDGE_" + name();
    }

    boolean isFile() {
        return this == BINDINGS || this == OUTPUT || this == RECORD || this == SPOOL_DIR;
    }

    /** The key written so, null if there is none. */
    static OptionKey of(String text) {
        for (OptionKey key : ALL) {
            if (key.text().equals(text)) {
                return key;
            }
        }
        return null;
    }

    /** All keys, for messages. */
    static String known() {
        StringBuilder known = new StringBuilder();
        for (OptionKey key : ALL) {
            known.append(known.length() == 0 ? "" : ", ").append(key.text());
        }
        return known.toString();
    }
}
