package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Splits a catalogue into lines, finds headings, and sees what concerns more than one line. */
final class CatalogueParser {

    static final int MAX_LINE = 8192;
    static final int MAX_TRACEPOINTS = 50_000;

    private static final Pattern WORD = Pattern.compile("[\\w./+-]*\\w");
    private static final Pattern SECOND_LEVEL = Pattern.compile("##+\\s*(\\S.*)");

    private final String text;
    private final List<String> lines;
    private final Problems problems;
    private final Map<String, CType> types = new HashMap<>();

    CatalogueParser(String fileName, String text) {
        this.text = text;
        this.lines = SourceText.lines(text);
        this.problems = new Problems(fileName, lines);
    }

    List<Tracepoint> parse() {
        Map<String, Tracepoint> byName = new LinkedHashMap<>();
        String group = "";
        if (text.startsWith("\uFEFF")) {
            problems.add(1, 1, "the file begins with a byte order mark", "save it as UTF-8 without one");
            problems.throwIfAny();
        }
        for (int i = 0; i < lines.size(); i++) {
            int number = i + 1;
            String line = lines.get(i);
            String trimmed = line.trim();
            if (trimmed.startsWith("#")) {
                group = group(trimmed, group);
            } else if (line.length() > MAX_LINE) {
                problems.add(number, MAX_LINE + 1, "the line is longer than " + MAX_LINE + " characters", "");
            } else if (!trimmed.isEmpty()) {
                for (Tracepoint tracepoint : new DeclarationParser(line, number, group, problems, types).parse()) {
                    add(byName, tracepoint, line);
                }
            }
            if (byName.size() > MAX_TRACEPOINTS) {
                problems.add(number, 1, "more than " + MAX_TRACEPOINTS + " tracepoints", "split the catalogue");
                break;
            }
        }
        if (!text.isEmpty() && !text.endsWith("\n")) {
            int last = lines.size();
            problems.add(
                    last,
                    lines.get(last - 1).length() + 1,
                    "the file does not end with a newline",
                    "end the last line");
        }
        problems.throwIfAny();
        return new ArrayList<>(byName.values());
    }

    private void add(Map<String, Tracepoint> byName, Tracepoint tracepoint, String line) {
        Tracepoint first = byName.putIfAbsent(tracepoint.name(), tracepoint);
        if (first != null) {
            String before = line.substring(0, line.indexOf('('));
            int blank = Math.max(before.lastIndexOf(' '), before.lastIndexOf('\t'));
            problems.add(
                    tracepoint.line(),
                    blank + 2,
                    "duplicate tracepoint '" + tracepoint.name() + "'",
                    "first declared on line " + first.line());
        }
    }

    /**
     * A comment of one word is a heading, and so is any with two or more {@code #}. The line QEMU puts on top of every file ends the last
     * group of the file before it in a concatenation.
     */
    private static String group(String comment, String current) {
        String words = comment.replaceFirst("^#+", "").trim();
        var second = SECOND_LEVEL.matcher(comment);
        if (second.matches()) {
            return second.group(1).trim();
        }
        if (WORD.matcher(words).matches()) {
            return words;
        }
        return words.startsWith("See docs/") ? "" : current;
    }
}
