package dev.tracebridge.exporter;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;

/** OpenTelemetry's limit for the number of attributes. */
final class AttributeLimit {

    private AttributeLimit() {}

    /** As many attributes as may be, in the order of their names. */
    static Attributes first(Attributes all, int limit) {
        if (all.size() <= limit) {
            return all;
        }
        AttributesBuilder kept = Attributes.builder();
        int[] room = {limit};
        all.forEach((key, value) -> {
            if (room[0]-- > 0) {
                put(kept, key, value);
            }
        });
        return kept.build();
    }

    @SuppressWarnings("unchecked")
    private static <T> void put(AttributesBuilder attributes, AttributeKey<T> key, Object value) {
        attributes.put(key, (T) value);
    }
}
