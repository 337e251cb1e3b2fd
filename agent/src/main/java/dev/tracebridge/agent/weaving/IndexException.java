package dev.tracebridge.agent.weaving;

/**
 * An index that is not what the processor writes. The message names the place, what was expected and what was found.
 */
final class IndexException extends Exception {

    private static final long serialVersionUID = 1;

    IndexException(String source, int line, String expected, String found) {
        super(source + ":" + line + ": expected " + expected + ", found " + abbreviate(found));
    }

    private static String abbreviate(String found) {
        return found == null
                ? "nothing"
                : found.length() <= 80 ? "'" + found + "'" : "'" + found.substring(0, 80) + "...'";
    }
}
