package dev.tracebridge.annotations;

import dev.tracebridge.runtime.ThreadTrace;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * A place in a trace that can be carried from one thread or process to another.
 *
 * <p>The current span is kept per thread, platform or virtual. Work handed to another thread finds its parent by itself only if one root span is
 * open; otherwise capture the context and {@linkplain #attach attach} it, or {@linkplain #wrap(Runnable) wrap} the task:
 *
 * <pre>{@code
 * executor.execute(TraceContext.current().wrap(() -> send(page)));
 * }</pre>
 *
 * <p>Without the agent there are no spans and every context is {@link #none()}, except one read from a {@code traceparent}. Instances are
 * immutable and may be used by any thread.
 */
public final class TraceContext {

    private static final TraceContext NONE = new TraceContext(0, 0, 0, 0, 0, "");
    private static final int TRACEPARENT_LENGTH = 55;
    private static final int TRACESTATE_LIMIT = 512;
    private static final int SAMPLED = 1;
    private static final int SAMPLED_OUTSIDE = 1;
    private static final int NOT_SAMPLED_OUTSIDE = 2;

    private final long traceIdHigh;
    private final long traceIdLow;
    private final long spanId;
    private final int flags;
    private final int origin;
    private final String tracestate;

    private TraceContext(long traceIdHigh, long traceIdLow, long spanId, int flags, int origin, String tracestate) {
        this.traceIdHigh = traceIdHigh;
        this.traceIdLow = traceIdLow;
        this.spanId = spanId;
        this.flags = flags;
        this.origin = origin;
        this.tracestate = tracestate;
    }

    /**
     * The innermost span of this thread, else the only open root, else the parent that this process was started with.
     *
     * @return the context, {@link #none()} if there is none
     */
    public static TraceContext current() {
        long[] ids = ThreadTrace.current();
        if (ids == null) {
            return NONE;
        }
        int origin = (int) ids[3];
        int flags = ThreadTrace.isSampled(ids[1], origin) ? SAMPLED : 0;
        return new TraceContext(ids[0], ids[1], ids[2], flags, origin, "");
    }

    /**
     * The context that is none: attaching it does nothing.
     *
     * @return always the same instance
     */
    public static TraceContext none() {
        return NONE;
    }

    /**
     * Reads a W3C {@code traceparent} (Trace Context, section 3.2).
     *
     * @param traceparent the header's value; null and anything malformed give {@link #none()}, as the specification demands
     * @return the context
     */
    public static TraceContext fromTraceparent(String traceparent) {
        return fromTraceparent(traceparent, null);
    }

    /**
     * Reads a W3C {@code traceparent} and the {@code tracestate} that came with it.
     *
     * @param traceparent the header's value; null and anything malformed give {@link #none()}
     * @param tracestate the vendor's list, passed on as it is up to 512 characters; null for none
     * @return the context
     */
    public static TraceContext fromTraceparent(String traceparent, String tracestate) {
        if (!isWellFormed(traceparent)) {
            return NONE;
        }
        long high = Long.parseUnsignedLong(traceparent, 3, 19, 16);
        long low = Long.parseUnsignedLong(traceparent, 19, 35, 16);
        long span = Long.parseUnsignedLong(traceparent, 36, 52, 16);
        if ((high | low) == 0 || span == 0) {
            return NONE;
        }
        int flags = Integer.parseInt(traceparent, 53, 55, 16);
        String state = tracestate == null || tracestate.length() > TRACESTATE_LIMIT ? "" : tracestate;
        int origin = (flags & SAMPLED) == 0 ? NOT_SAMPLED_OUTSIDE : SAMPLED_OUTSIDE;
        return new TraceContext(high, low, span, flags, origin, state);
    }

    private static boolean isWellFormed(String text) {
        if (text == null || text.length() < TRACEPARENT_LENGTH || text.startsWith("ff")) {
            return false;
        }
        // Versions above 00 may append fields after another dash.
        if (text.length() > TRACEPARENT_LENGTH && (text.startsWith("00") || text.charAt(TRACEPARENT_LENGTH) != '-')) {
            return false;
        }
        for (int i = 0; i < TRACEPARENT_LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 2 || i == 35 || i == 52;
            boolean hex = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
            if (dash ? c != '-' : !hex) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether this is a place in a trace at all.
     *
     * @return false for {@link #none()} only
     */
    public boolean isPresent() {
        return spanId != 0;
    }

    /**
     * The trace id.
     *
     * @return 32 lower-case hexadecimal digits, all zero for {@link #none()}
     */
    public String traceId() {
        return hex(traceIdHigh) + hex(traceIdLow);
    }

    /**
     * The span id.
     *
     * @return 16 lower-case hexadecimal digits, all zero for {@link #none()}
     */
    public String spanId() {
        return hex(spanId);
    }

    /**
     * This context as W3C {@code traceparent}, version 00. Its sampled flag says of a {@linkplain #current() current} context whether the agent's
     * export takes the trace, of one that was read what was read.
     *
     * @return the header's value, or the empty string for {@link #none()}
     */
    public String traceparent() {
        return isPresent()
                ? "00-" + traceId() + '-' + spanId() + (flags < 16 ? "-0" : "-") + Integer.toHexString(flags)
                : "";
    }

    /**
     * The {@code tracestate} this context was read with.
     *
     * @return the list, possibly empty, never null
     */
    public String tracestate() {
        return tracestate;
    }

    /**
     * Makes this the innermost span of the current thread until the scope is closed, on the same thread.
     *
     * @return the scope, to be closed in a try-with-resources
     */
    public Scope attach() {
        return isPresent() ? AttachedScope.open(this) : () -> {};
    }

    /**
     * A task that runs inside this context.
     *
     * @param task the task, not null
     * @return the wrapped task
     */
    public Runnable wrap(Runnable task) {
        Objects.requireNonNull(task, "task");
        return () -> {
            Scope scope = attach();
            try {
                task.run();
            } finally {
                scope.close();
            }
        };
    }

    /**
     * A task that runs inside this context.
     *
     * @param <V> the result's type
     * @param task the task, not null
     * @return the wrapped task
     */
    public <V> Callable<V> wrap(Callable<V> task) {
        Objects.requireNonNull(task, "task");
        return () -> {
            Scope scope = attach();
            try {
                return task.call();
            } finally {
                scope.close();
            }
        };
    }

    /**
     * An executor whose tasks run inside the context of the thread that submits them.
     *
     * @param executor the executor that does the work, not null
     * @return the wrapped executor
     */
    public static Executor propagating(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return task -> executor.execute(current().wrap(task));
    }

    @Override
    public String toString() {
        return isPresent() ? traceparent() : "none";
    }

    private static String hex(long value) {
        String digits = Long.toHexString(value);
        return "0".repeat(16 - digits.length()) + digits;
    }

    /** Ends an {@link TraceContext#attach}. Closing twice, or on another thread, does nothing. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {

        @Override
        void close();
    }

    private static final class AttachedScope implements Scope {

        private final Thread owner = Thread.currentThread();
        private final long spanId;
        private boolean closed;

        private AttachedScope(long spanId) {
            this.spanId = spanId;
        }

        static Scope open(TraceContext context) {
            ThreadTrace.attach(context.traceIdHigh, context.traceIdLow, context.spanId, context.origin);
            return new AttachedScope(context.spanId);
        }

        @Override
        public void close() {
            if (!closed && Thread.currentThread() == owner) {
                closed = true;
                ThreadTrace.detach(spanId);
            }
        }
    }
}
