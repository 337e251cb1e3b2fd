package dev.tracebridge.agent.weaving;

/**
 * Field and method descriptors of the class file format (JVMS 4.3), checked without loading Byte Buddy.
 */
final class Descriptors {

    private Descriptors() {}

    static boolean isField(String text) {
        return fieldEnd(text, 0) == text.length();
    }

    static boolean isMethod(String text) {
        int at = parametersEnd(text);
        if (at < 0) {
            return false;
        }
        return at == text.length() - 1 && text.charAt(at) == 'V' || fieldEnd(text, at) == text.length();
    }

    /** The number of parameters of a method descriptor known to be well formed. */
    static int parameterCount(String descriptor) {
        int count = 0;
        int at = 1;
        while (descriptor.charAt(at) != ')') {
            at = fieldEnd(descriptor, at);
            count++;
        }
        return count;
    }

    private static int parametersEnd(String text) {
        if (text.isEmpty() || text.charAt(0) != '(') {
            return -1;
        }
        int at = 1;
        while (at > 0 && at < text.length() && text.charAt(at) != ')') {
            at = fieldEnd(text, at);
        }
        return at > 0 && at < text.length() ? at + 1 : -1;
    }

    /** The place after the field descriptor that starts at a place; -1 if none does. */
    private static int fieldEnd(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) == '[') {
            at++;
        }
        if (at >= text.length() || at - start > 255) {
            return -1;
        }
        char c = text.charAt(at);
        if ("ZBCSIJFD".indexOf(c) >= 0) {
            return at + 1;
        }
        int end = c == 'L' ? text.indexOf(';', at) : -1;
        return end > at + 1 ? end + 1 : -1;
    }
}
