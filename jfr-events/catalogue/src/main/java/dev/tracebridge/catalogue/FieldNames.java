package dev.tracebridge.catalogue;

import java.util.Set;

/** Names of event fields, from names of arguments. */
public final class FieldNames {

    /** Reserved words, literals and {@code _} of any Java version; none can name a variable, a method or a type. */
    private static final Set<String> JAVA = Set.of(
            "_",
            "abstract",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "const",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extends",
            "false",
            "final",
            "finally",
            "float",
            "for",
            "goto",
            "if",
            "implements",
            "import",
            "instanceof",
            "int",
            "interface",
            "long",
            "native",
            "new",
            "null",
            "package",
            "private",
            "protected",
            "public",
            "return",
            "short",
            "static",
            "strictfp",
            "super",
            "switch",
            "synchronized",
            "this",
            "throw",
            "throws",
            "transient",
            "true",
            "try",
            "void",
            "volatile",
            "while");

    /** Fields JFR gives every event, and those our own events have beside the arguments. */
    private static final Set<String> RESERVED = Set.of(
            "startTime",
            "duration",
            "eventThread",
            "stackTrace",
            "traceIdHigh",
            "traceIdLow",
            "spanId",
            "parentId",
            "groupParentId",
            "traceOrigin",
            "next",
            "startThread",
            "endedBy",
            "error",
            "unfinished",
            "startShared",
            "inSpan",
            "logSource",
            "logLine",
            "logForm");

    private FieldNames() {}

    /**
     * The field that carries an argument: its name, with a trailing {@code _} where Java, JFR or we reserve the name.
     *
     * @param argumentName a C identifier
     */
    public static String of(String argumentName) {
        return JAVA.contains(argumentName) || RESERVED.contains(argumentName) ? argumentName + "_" : argumentName;
    }

    /** Whether Java reserves the word, so that nothing can be called so. */
    static boolean reservedByJava(String word) {
        return JAVA.contains(word);
    }
}
