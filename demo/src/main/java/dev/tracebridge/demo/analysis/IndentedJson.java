package dev.tracebridge.demo.analysis;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes JSON as Python's {@code json} module does with {@code indent=4}: every element on a line of its own, everything
 * but printable ASCII escaped. For one thread at a time.
 */
final class IndentedJson {

    private static final String INDENT = "    ";

    private final Appendable out;
    private final Deque<Level> levels = new ArrayDeque<>();
    private boolean named;

    private static final class Level {
        private final char end;
        private boolean empty = true;

        private Level(char end) {
            this.end = end;
        }
    }

    IndentedJson(Appendable out) {
        this.out = out;
    }

    void beginObject() throws IOException {
        begin('{', '}');
    }

    void beginList() throws IOException {
        begin('[', ']');
    }

    /** Ends the object or list that began last. */
    void end() throws IOException {
        Level level = levels.pop();
        if (!level.empty) {
            line();
        }
        out.append(level.end);
    }

    /** The name of the next value, which belongs to an object. */
    void name(String name) throws IOException {
        element();
        quoted(name);
        out.append(": ");
        named = true;
    }

    /** A string. */
    void string(String value) throws IOException {
        element();
        quoted(value);
    }

    /** A number, a truth or null, as it is written in JSON. */
    void literal(String value) throws IOException {
        element();
        out.append(value);
    }

    private void begin(char begin, char end) throws IOException {
        element();
        out.append(begin);
        levels.push(new Level(end));
    }

    private void element() throws IOException {
        if (named || levels.isEmpty()) {
            named = false;
            return;
        }
        if (!levels.peek().empty) {
            out.append(',');
        }
        levels.peek().empty = false;
        line();
    }

    private void line() throws IOException {
        out.append('\n');
        for (int i = 0; i < levels.size(); i++) {
            out.append(INDENT);
        }
    }

    private void quoted(String text) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\b' -> out.append("\\b");
                default -> {
                    if (c >= ' ' && c <= '~') {
                        out.append(c);
                    } else {
                        out.append(String.format("\\u%04x", (int) c));
                    }
                }
            }
        }
        out.append('"');
    }
}
