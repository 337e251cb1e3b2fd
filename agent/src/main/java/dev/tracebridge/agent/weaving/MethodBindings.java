package dev.tracebridge.agent.weaving;

import dev.tracebridge.agent.AgentLog;
import dev.tracebridge.catalogue.Binding;
import dev.tracebridge.catalogue.Bindings;
import dev.tracebridge.catalogue.SourcePosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The methods that a file binds to tracepoints, by class. Which method a binding names, and where its values come from, is known only when the
 * class file is seen.
 *
 * <p>Safe for use by many threads; looking up takes no lock.
 */
final class MethodBindings {

    static final MethodBindings NONE = new MethodBindings("", Map.of(), 0);

    /** Names in one line of the status. */
    private static final int SHOWN = 5;

    private final String fileName;
    private final Map<String, List<Bound>> byClass;
    private final int count;
    private final Set<SourcePosition> resolved = ConcurrentHashMap.newKeySet();
    private final Set<SourcePosition> refused = ConcurrentHashMap.newKeySet();

    private MethodBindings(String fileName, Map<String, List<Bound>> byClass, int count) {
        this.fileName = fileName;
        this.byClass = byClass;
        this.count = count;
    }

    /** A binding whose tracepoint is known. */
    private record Bound(Binding binding, BindingTarget target) {}

    /**
     * Looks for the tracepoints that bindings name.
     *
     * @param problems told of each binding whose tracepoint is not found; the others hold
     */
    static MethodBindings of(Bindings bindings, List<EmbeddedCatalogue> catalogues, Consumer<String> problems) {
        Map<String, List<Bound>> byClass = new LinkedHashMap<>();
        for (Binding binding : bindings.bindings()) {
            try {
                BindingTarget target = BindingTarget.of(binding.span(), binding.tracepoint(), catalogues);
                String name = binding.className().replace('.', '/');
                byClass.computeIfAbsent(name, c -> new ArrayList<>()).add(new Bound(binding, target));
            } catch (WeavingException unknown) {
                problems.accept(error(bindings.fileName(), binding, unknown.getMessage()));
            }
        }
        return new MethodBindings(
                bindings.fileName(), byClass, bindings.bindings().size());
    }

    private static String error(String fileName, Binding binding, String message) {
        SourcePosition at = binding.position();
        return fileName + ':' + at.line() + ':' + at.column() + ": error: " + binding.className() + '.'
                + binding.methodName() + ": " + message;
    }

    boolean isEmpty() {
        return byClass.isEmpty();
    }

    boolean names(String internalClassName) {
        return byClass.containsKey(internalClassName);
    }

    /**
     * The methods of a class that are annotated and those that are bound. A binding that does not fit is said and left out.
     *
     * @param annotated what the index names; a binding gives way to it
     */
    List<TracepointMethod> join(List<TracepointMethod> annotated, String internalClassName, byte[] classFile) {
        List<TracepointMethod> methods = new ArrayList<>(annotated);
        BoundClass type = BoundClass.of(classFile);
        for (Bound bound : byClass.getOrDefault(internalClassName, List.of())) {
            Binding binding = bound.binding;
            try {
                TracepointMethod method = BindingResolver.resolve(binding, bound.target, type);
                checkFree(methods, method);
                methods.add(method);
                resolved.add(binding.position());
            } catch (WeavingException mistaken) {
                // A class may come once from each of several loaders, and again whenever it is retransformed.
                if (refused.add(binding.position())) {
                    AgentLog.error(error(fileName, binding, mistaken.getMessage()));
                }
            }
        }
        return methods;
    }

    private static void checkFree(List<TracepointMethod> methods, TracepointMethod wanted) {
        for (TracepointMethod method : methods) {
            if (method.span() == wanted.span() && method.key().equals(wanted.key())) {
                throw new WeavingException("the method has a " + (wanted.span() ? "span" : "tracepoint") + " already");
            }
        }
    }

    /** How many are woven, and which are not, in one line. */
    String status() {
        StringBuilder missing = new StringBuilder();
        int left = 0;
        for (List<Bound> ofClass : byClass.values()) {
            for (Bound bound : ofClass) {
                if (!resolved.contains(bound.binding.position())) {
                    left++;
                    if (left <= SHOWN) {
                        missing.append(left == 1 ? "; not yet " : ", ")
                                .append(bound.binding.className())
                                .append('.')
                                .append(bound.binding.methodName())
                                .append(" (line ")
                                .append(bound.binding.position().line())
                                .append(')');
                    }
                }
            }
        }
        return resolved.size() + " of " + count + " bindings woven" + missing + (left > SHOWN ? ", ..." : "");
    }
}
