package dev.tracebridge.recording.report;

/** The lines of a report written so far. */
final class TextPage {

    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";
    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();
    private final boolean colours;

    TextPage(boolean colours) {
        this.colours = colours;
    }

    void line(int depth, String line) {
        if (!line.isEmpty()) {
            text.append(INDENT.repeat(depth)).append(line);
        }
        text.append('\n');
    }

    void heading(String title, int depth) {
        line(depth, colours ? BOLD + title + PLAIN : title);
    }

    void section(String title) {
        line(0, "");
        heading(title, 1);
    }

    void table(int depth, TextTable table) {
        table.lines().forEach(line -> line(depth, line));
    }

    void warning(String warning) {
        line(1, red(warning));
    }

    String red(String line) {
        return colours ? RED + line + PLAIN : line;
    }

    String text() {
        return text.toString();
    }
}
