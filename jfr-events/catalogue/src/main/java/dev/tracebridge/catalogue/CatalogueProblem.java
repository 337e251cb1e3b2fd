package dev.tracebridge.catalogue;

/**
 * What is wrong with a catalogue or a sidecar, and where.
 *
 * @param file the file's name as the user gave it
 * @param line counted from 1
 * @param column counted from 1, in characters
 * @param message what is wrong, in one sentence without a full stop
 * @param hint what would be right, or empty
 * @param sourceLine the line's text, or empty
 */
public record CatalogueProblem(String file, int line, int column, String message, String hint, String sourceLine) {

    private static final int SHOWN = 200;

    /**
     * {@code FILE:LINE:COLUMN: error: MESSAGE}, the line, a caret below the column and the hint. Lines end with {@code \n} except the last.
     * Characters that could steer a terminal are replaced.
     */
    public String render() {
        StringBuilder text = new StringBuilder();
        text.append(file).append(':').append(line).append(':').append(column).append(": error: ");
        text.append(printable(message));
        if (!sourceLine.isEmpty()) {
            int first = Math.max(0, column - 1 - SHOWN);
            int last = Math.min(sourceLine.length(), first + 2 * SHOWN);
            String shown = sourceLine.substring(Math.min(first, last), last);
            text.append("\n  ").append(printable(shown)).append("\n  ");
            for (int i = first; i < column - 1; i++) {
                text.append(i < sourceLine.length() && sourceLine.charAt(i) == '\t' ? '\t' : ' ');
            }
            text.append('^');
        }
        if (!hint.isEmpty()) {
            text.append("\n  ").append(printable(hint));
        }
        return text.toString();
    }

    private static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            safe.append(c != '\t' && Character.isISOControl(c) ? '\uFFFD' : c);
        }
        return safe.toString();
    }
}
