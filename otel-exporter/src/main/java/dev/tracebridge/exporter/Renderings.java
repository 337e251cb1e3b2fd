package dev.tracebridge.exporter;

import dev.tracebridge.recording.EventTypeDescription;
import dev.tracebridge.recording.TracepointType;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How the events of each type are rendered, made once for a type; types beyond {@link #LIMIT} begin anew. */
final class Renderings {

    private static final int LIMIT = 4096;

    private final RenderRules rules;
    private final Map<EventTypeDescription, Optional<EventRendering>> byType = new HashMap<>();
    private final Map<InstrumentationScopeInfo, InstrumentationScopeInfo> scopes = new HashMap<>();
    private final Map<String, EventRendering> byName = new HashMap<>();

    Renderings(RenderRules rules) {
        this.rules = rules;
    }

    /** Of a type; null if it is none of a tracepoint. */
    EventRendering of(EventTypeDescription type) {
        Optional<EventRendering> known = byType.get(type);
        if (known == null) {
            if (byType.size() >= LIMIT) {
                byType.clear();
                byName.clear();
                scopes.clear();
            }
            known = TracepointType.of(type)
                    .map(found -> new EventRendering(
                            found, rules, scope -> scopes.computeIfAbsent(scope, UnaryOperator.identity())));
            byType.put(type, known);
        }
        known.ifPresent(found -> byName.put(found.eventName(), found));
        return known.orElse(null);
    }

    /** Of the type that was seen last with a name; null if none was. */
    EventRendering named(String eventName) {
        return eventName == null ? null : byName.get(eventName);
    }

    /** Of all types that were seen. */
    Collection<EventRendering> all() {
        return byName.values();
    }
}
