package dev.tracebridge.agent.session;

import dev.tracebridge.agent.AgentLog;
import dev.tracebridge.agent.SharedTrace;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where the OpenTelemetry API is on the application's class path: its current span is asked for where a span of ours has no parent, and where
 * it has no current span of its own it sees the innermost of ours, when it asks. So the thread that hits a tracepoint does nothing for it.
 *
 * <p>The API is used by reflection, since it is the application's and not ours. Safe for use by many threads.
 */
final class OpenTelemetryContext implements Supplier<long[]>, Function<Object, Object> {

    private static final String STORAGE = "io.opentelemetry.context.ContextStorage";

    private final Class<?> storage;
    private final Method root;
    private final Method with;
    private final Method fromContextOrNull;
    private final Method currentSpan;
    private final Method spanContext;
    private final Method isValid;
    private final Method traceId;
    private final Method spanId;
    private final Method isSampled;
    private final Method create;
    private final Method wrap;
    private final Object sampled;
    private final Object notSampled;
    private final Object noState;

    private OpenTelemetryContext(ClassLoader loader) throws ReflectiveOperationException {
        storage = Class.forName(STORAGE, false, loader);
        Class<?> context = Class.forName("io.opentelemetry.context.Context", false, loader);
        Class<?> keyed = Class.forName("io.opentelemetry.context.ImplicitContextKeyed", false, loader);
        Class<?> span = Class.forName("io.opentelemetry.api.trace.Span", false, loader);
        Class<?> place = Class.forName("io.opentelemetry.api.trace.SpanContext", false, loader);
        Class<?> flags = Class.forName("io.opentelemetry.api.trace.TraceFlags", false, loader);
        Class<?> state = Class.forName("io.opentelemetry.api.trace.TraceState", false, loader);
        root = context.getMethod("root");
        with = context.getMethod("with", keyed);
        fromContextOrNull = span.getMethod("fromContextOrNull", context);
        currentSpan = span.getMethod("current");
        spanContext = span.getMethod("getSpanContext");
        isValid = place.getMethod("isValid");
        traceId = place.getMethod("getTraceId");
        spanId = place.getMethod("getSpanId");
        isSampled = place.getMethod("isSampled");
        create = place.getMethod("create", String.class, String.class, flags, state);
        wrap = span.getMethod("wrap", place);
        sampled = flags.getMethod("getSampled").invoke(null);
        notSampled = flags.getMethod("getDefault").invoke(null);
        noState = state.getMethod("getDefault").invoke(null);
    }

    /**
     * Joins both ways if the system class loader has the API.
     *
     * @param attached true if the application was running already: then its context storage may be in use and stays as it is
     */
    static void join(boolean attached) {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        if (system.getResource(STORAGE.replace('.', '/') + ".class") == null) {
            return;
        }
        try {
            OpenTelemetryContext joined = new OpenTelemetryContext(system);
            SharedTrace.otherParent(joined);
            if (!attached) {
                joined.storage.getMethod("addWrapper", Function.class).invoke(null, joined);
            }
            AgentLog.debug("the application's OpenTelemetry API " + (attached ? "gives parents to" : "is joined with")
                    + " our spans");
        } catch (ReflectiveOperationException | LinkageError | RuntimeException unknownVersion) {
            AgentLog.warn("the application's OpenTelemetry API is not joined with our spans: " + unknownVersion);
        }
    }

    /** Its current span as {@link SharedTrace#otherParent} wants it; null if it has none. */
    @Override
    public long[] get() {
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

    /** Wraps its context storage. */
    @Override
    public Object apply(Object delegate) {
        return Proxy.newProxyInstance(storage.getClassLoader(), new Class<?>[] {storage}, new Storage(delegate));
    }

    /** Its context with our innermost span, if it has no span and we have one. */
    private Object orOurs(Object context) {
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
            return method.getName().equals("current") ? orOurs(result) : result;
        }
    }
}
