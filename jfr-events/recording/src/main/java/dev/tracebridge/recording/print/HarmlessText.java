package dev.tracebridge.recording.print;

/** Text of a recording before it goes to a terminal: what could steer the terminal is replaced. */
final class HarmlessText {

    private HarmlessText() {}

    static String of(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean bidirectional = c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
            if (Character.isISOControl(c) && c != '\t' && c != '\n' || bidirectional) {
                safe = safe == null ? new StringBuilder(text) : safe;
                safe.setCharAt(i, '\uFFFD');
            }
        }
        return safe == null ? text : safe.toString();
    }
}
