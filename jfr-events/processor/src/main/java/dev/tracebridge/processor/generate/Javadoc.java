package dev.tracebridge.processor.generate;

/** Foreign text inside doc comments. */
final class Javadoc {

    private Javadoc() {}

    /** The text so that neither the HTML, nor a tag, nor the comment's end, nor a Unicode escape is seen in it. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&', '<', '>', '@', '\\' ->
                    safe.append("&#").append((int) c).append(';');
                case '/' -> safe.append(i > 0 && text.charAt(i - 1) == '*' ? "&#47;" : "/");
                case '\n', '\r', '\t' -> safe.append(' ');
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    /** The text as code. */
    static String code(String text) {
        return "<code>" + escape(text) + "</code>";
    }
}
