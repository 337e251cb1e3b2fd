package dev.tracebridge.demo.stream;

/** Text from outside in a form that can be shown: what is not printable ASCII becomes a question mark. */
public final class PrintableText {

    private PrintableText() {}

    /** The first {@code length} bytes as text. */
    public static String of(byte[] bytes, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '?');
        }
        return text.toString();
    }
}
