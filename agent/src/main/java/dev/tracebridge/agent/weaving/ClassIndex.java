package dev.tracebridge.agent.weaving;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one class loader's indexes say together: its event types, and the methods to weave by the internal name of their class. A method that
 * several indexes name, because the same jar is found by way of a parent loader too, is there once.
 *
 * <p>Filled by one thread, then published safely and read by many.
 */
final class ClassIndex {

    static final ClassIndex EMPTY = new ClassIndex();

    private final Map<String, IndexedEvent> events = new LinkedHashMap<>();
    private final Map<String, Map<String, TracepointMethod>> methods = new LinkedHashMap<>();

    void add(IndexedEvent event) {
        events.putIfAbsent(event.name(), event);
    }

    void add(String internalClassName, TracepointMethod method) {
        Map<String, TracepointMethod> known = methods.get(internalClassName);
        if (known == null) {
            known = new LinkedHashMap<>();
            methods.put(internalClassName, known);
        }
        // Not a set of records, whose generated hashCode costs a start-up 20 ms.
        known.putIfAbsent((method.span() ? "span " : "instant ") + method.key() + method.eventClass(), method);
    }

    void addAll(ClassIndex other) {
        for (IndexedEvent event : other.events.values()) {
            add(event);
        }
        for (Map.Entry<String, Map<String, TracepointMethod>> entry : other.methods.entrySet()) {
            for (TracepointMethod method : entry.getValue().values()) {
                add(entry.getKey(), method);
            }
        }
    }

    boolean isEmpty() {
        return methods.isEmpty() && events.isEmpty();
    }

    boolean names(String internalClassName) {
        return methods.containsKey(internalClassName);
    }

    /** The methods to weave in a class, in the index's order; empty if there are none. */
    List<TracepointMethod> methodsOf(String internalClassName) {
        Map<String, TracepointMethod> known = methods.get(internalClassName);
        return known == null ? List.of() : new ArrayList<>(known.values());
    }

    Collection<IndexedEvent> events() {
        return Collections.unmodifiableCollection(events.values());
    }

    /** The internal names of the classes with methods to weave. */
    Collection<String> classNames() {
        return Collections.unmodifiableCollection(methods.keySet());
    }

    int classCount() {
        return methods.size();
    }
}
