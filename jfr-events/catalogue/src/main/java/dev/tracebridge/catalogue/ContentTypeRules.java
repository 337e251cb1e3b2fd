package dev.tracebridge.catalogue;

/** Derives the content type of an argument from its type, its conversion and its name. */
public final class ContentTypeRules {

    private ContentTypeRules() {}

    /** The content type of an argument of the tracepoint. */
    public static ContentType of(Tracepoint tracepoint, Argument argument) {
        return argument.type().pointer() ? ContentType.MEMORY_ADDRESS : ContentType.NONE;
    }
}
