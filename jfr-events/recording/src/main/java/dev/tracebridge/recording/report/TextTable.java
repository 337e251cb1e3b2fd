package dev.tracebridge.recording.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells in columns as wide as their widest cell. A heading that begins with {@code >} is a column of figures, set to the right. */
final class TextTable {

    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... headings) {
        this.headings = List.of(headings);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** A line that keeps to no column. */
    void note(String text) {
        rows.add(List.of(text));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    List<String> lines() {
        int[] widths = new int[headings.size()];
        List<String> titles = headings.stream().map(TextTable::title).toList();
        measure(widths, titles);
        rows.stream().filter(row -> row.size() == headings.size()).forEach(row -> measure(widths, row));
        List<String> lines = new ArrayList<>();
        lines.add(line(widths, titles));
        for (List<String> row : rows) {
            lines.add(row.size() == headings.size() ? line(widths, row) : row.get(0));
        }
        return lines;
    }

    private static void measure(int[] widths, List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
        }
    }

    private String line(int[] widths, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - cells.get(i).length());
            boolean right = headings.get(i).startsWith(">");
            line.append(i == 0 ? "" : GAP)
                    .append(right ? space : "")
                    .append(cells.get(i))
                    .append(right ? "" : space);
        }
        return line.toString().stripTrailing();
    }

    private static String title(String heading) {
        return heading.startsWith(">") ? heading.substring(1) : heading;
    }
}
