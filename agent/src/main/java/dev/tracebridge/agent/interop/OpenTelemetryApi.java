package dev.tracebridge.agent.interop;

import dev.tracebridge.agent.SharedTrace;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One copy of OpenTelemetry's API: an application's, in whatever loader, or the one that OpenTelemetry's Java agent brings. It is used by reflection,
 * since it is theirs and not ours. Safe for use by many threads.
 *
 * <p>As an operator it makes of their current context what they are to see: the same with the innermost of our spans, if it has no span and there
 * is one of ours.
 */
final class OpenTelemetryApi implements UnaryOperator<Object> {

    private final Class<?> contexts;
    private final Class<?> storage;
    private final Method with;
    private final Method fromContextOrNull;
    private final Method currentSpan;
    private final Method spanContext;
    private final Method isValid;
    private final Method isSampled;
    private final Method traceId;
    private final Method spanId;
    private final Method create;
    private final Method wrap;
    private final Object sampled;
    private final Object notSampled;
    private final Object noState;
    private final Method root;

    /**
     * Finds the API, and initializes nothing that keeps contexts.
     *
     * @param loader its loader, null for the bootstrap loader
     * @param prefix what stands before the names of its packages, empty where it was not relocated
     * @throws ReflectiveOperationException where it is not as it is known
     */
    OpenTelemetryApi(ClassLoader loader, String prefix) throws ReflectiveOperationException {
        storage = Class.forName(prefix + "io.opentelemetry.context.ContextStorage", false, loader);
        contexts = Class.forName(prefix + "io.opentelemetry.context.Context", false, loader);
        Class<?> keyed = Class.forName(prefix + "io.opentelemetry.context.ImplicitContextKeyed", false, loader);
        Class<?> span = Class.forName(prefix + "io.opentelemetry.api.trace.Span", false, loader);
        Class<?> place = Class.forName(prefix + "io.opentelemetry.api.trace.SpanContext", false, loader);
        Class<?> flags = Class.forName(prefix + "io.opentelemetry.api.trace.TraceFlags", false, loader);
        Class<?> state = Class.forName(prefix + "io.opentelemetry.api.trace.TraceState", false, loader);
        root = contexts.getMethod("root");
        with = contexts.getMethod("with", keyed);
        fromContextOrNull = span.getMethod("fromContextOrNull", contexts);
        currentSpan = span.getMethod("current");
        spanContext = span.getMethod("getSpanContext");
        isValid = place.getMethod("isValid");
        isSampled = place.getMethod("isSampled");
        traceId = place.getMethod("getTraceId");
        spanId = place.getMethod("getSpanId");
        create = place.getMethod("create", String.class, String.class, flags, state);
        wrap = span.getMethod("wrap", place);
        sampled = flags.getMethod("getSampled").invoke(null);
        notSampled = flags.getMethod("getDefault").invoke(null);
        noState = state.getMethod("getDefault").invoke(null);
    }

    /** The interface {@code Context}, whose method {@code current()} everybody asks. */
    Class<?> contexts() {
        return contexts;
    }

    /** Has their context storage wrapped when it is made; to be called before. */
    void wrapStorage() throws ReflectiveOperationException {
        storage.getMethod("addWrapper", Function.class).invoke(null, new Wrapping());
    }

    /** Their current span as {@link SharedTrace#otherParent} wants it; null if there is none. */
    long[] current() {
        try {
            Object place = spanContext.invoke(currentSpan.invoke(null));
            if (!(boolean) isValid.invoke(place)) {
                return null;
            }
            String trace = (String) traceId.invoke(place);
            return SharedTrace.outside(
                    Long.parseUnsignedLong(trace, 0, 16, 16),
                    Long.parseUnsignedLong(trace, 16, 32, 16),
                    Long.parseUnsignedLong((String) spanId.invoke(place), 16),
                    (boolean) isSampled.invoke(place));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unanswered) {
            return null;
        }
    }

    @Override
    public Object apply(Object context) {
        long[] ours = SharedTrace.innermost();
        if (ours == null) {
            return context;
        }
        try {
            if (context != null && fromContextOrNull.invoke(null, context) != null) {
                return context;
            }
            Object place = create.invoke(
                    null,
                    hex(ours[0]) + hex(ours[1]),
                    hex(ours[2]),
                    SharedTrace.isSampled(ours) ? sampled : notSampled,
                    noState);
            return with.invoke(context == null ? root.invoke(null) : context, wrap.invoke(null, place));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unseen) {
            return context;
        }
    }

    private static String hex(long value) {
        String digits = Long.toHexString(value);
        return "0".repeat(16 - digits.length()) + digits;
    }

    /** Wraps their context storage. */
    private final class Wrapping implements Function<Object, Object> {

        @Override
        public Object apply(Object delegate) {
            return Proxy.newProxyInstance(storage.getClassLoader(), new Class<?>[] {storage}, new Storage(delegate));
        }
    }

    private final class Storage implements InvocationHandler {

        private final Object delegate;

        Storage(Object delegate) {
            this.delegate = delegate;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            Object result;
            try {
                result = method.invoke(delegate, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
            return method.getName().equals("current") ? OpenTelemetryApi.this.apply(result) : result;
        }
    }
}
