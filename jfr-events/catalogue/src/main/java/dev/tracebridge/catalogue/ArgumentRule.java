package dev.tracebridge.catalogue;

import java.util.Optional;

/**
 * What a sidecar says of one argument.
 *
 * @param tracepoint the tracepoint
 * @param argument its argument
 * @param content the content type in place of the one {@link ContentTypeRules} finds
 * @param sensitive whether the value is kept out of recordings, exports and prints
 * @param position where the sidecar says so
 */
public record ArgumentRule(
        Tracepoint tracepoint,
        Argument argument,
        Optional<ContentType> content,
        boolean sensitive,
        SourcePosition position) {}
