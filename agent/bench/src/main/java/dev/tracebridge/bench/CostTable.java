package dev.tracebridge.bench;

/** The place in a text that a generated table takes, between two comments. */
final class CostTable {

    static final String BEGIN = "<!-- what it costs: written by agent/bench/run -->";
    static final String END = "<!-- end of what it costs -->";

    private CostTable() {}

    /**
     * Puts a table into its place.
     *
     * @param text has both comments, once
     * @param table ends with a line end
     * @return the text with that table instead of what stood between them
     */
    static String replaceIn(String text, String table) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("expected a line \"" + BEGIN + "\" and after it \"" + END + "\"");
        }
        return text.substring(0, begin + BEGIN.length()) + "\n" + table + text.substring(end);
    }
}
