package dev.tracebridge.agent.cli.catalogue;

/** Text of files and of file names, before it goes to a terminal: what could steer the terminal is replaced. */
public final class TerminalText {

    private TerminalText() {}

    /**
     * One line: every control character is replaced.
     *
     * @param text any text
     */
    public static String line(String text) {
        return safe(text, false);
    }

    /**
     * Some lines: tabs and line feeds stay.
     *
     * @param text any text
     */
    public static String lines(String text) {
        return safe(text, true);
    }

    private static String safe(String text, boolean layout) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean stays = !Character.isISOControl(c) || layout && (c == '\n' || c == '\t');
            if (!stays) {
                safe = safe == null ? new StringBuilder(text) : safe;
                safe.setCharAt(i, '\uFFFD');
            }
        }
        return safe == null ? text : safe.toString();
    }
}
