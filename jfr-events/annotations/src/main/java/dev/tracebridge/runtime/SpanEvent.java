package dev.tracebridge.runtime;

import dev.tracebridge.metadata.Contextual;
import dev.tracebridge.metadata.SpanId;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/**
 * Base of generated duration events: the ids of a span, and how it ended.
 *
 * <p>An instance belongs to the thread that began it until it is handed over through {@link OpenSpanTable}, {@link StateMachine} or {@link
 * PhaseChains}, which publish it safely.
 */
public abstract class SpanEvent extends Event {

    private static final AtomicIntegerFieldUpdater<SpanEvent> CLAIMED =
            AtomicIntegerFieldUpdater.newUpdater(SpanEvent.class, "claimed");

    /** Upper half of the trace id. */
    @Label("Trace Id High")
    @Contextual
    public long traceIdHigh;

    /** Lower half of the trace id. */
    @Label("Trace Id Low")
    @Contextual
    public long traceIdLow;

    /** The span's own id, never 0 once begun. */
    @Label("Span Id")
    @SpanId
    @Contextual
    public long spanId;

    /** The parent span's id, 0 for none. */
    @Label("Parent Span Id")
    @SpanId
    public long parentId;

    /** 0 if the trace began in this process, 1 if it came from outside with W3C's sampled flag, 2 if it came without. */
    @Label("Trace Origin")
    @Description("0: this process; 1: outside of it, sampled; 2: outside of it, not sampled")
    public byte traceOrigin;

    /** The thread that began the span if another one ended it, else null. */
    @Label("Start Thread")
    public Thread startThread;

    /** The tracepoint that ended the span where several can, else null. */
    @Label("Ended By")
    public String endedBy;

    /** The class of the exception that ended the span, or the failure tracepoint; null if it ended well. */
    @Label("Error")
    public String error;

    /** True if the end never came and the span was written when its time was over. */
    @Label("Unfinished")
    @Description("The end tracepoint was never hit")
    public boolean unfinished;

    transient Object key;
    transient Thread beganOn;
    private transient long[][] cell;
    private transient boolean exited;
    private transient int type;
    private transient volatile int claimed;

    /** For generated subclasses. */
    protected SpanEvent() {}

    /**
     * Gives the span its ids and makes it the innermost span of this thread.
     *
     * @param probe the one instance of this class that is asked for what all of them share
     * @param rootKey the key of the root to look under if this thread is in no span; null for the only open one
     */
    protected final void enter(SpanEvent probe, Object rootKey) {
        enter(probe, rootKey, null);
    }

    /**
     * Gives the span of an object's method its ids and makes it the innermost span of this thread.
     *
     * @param probe as for {@link #enter(SpanEvent, Object)}
     * @param rootKey likewise
     * @param receiver the object, whose open root is the parent if this thread is in no span and none has the key; null for none
     */
    protected final void enter(SpanEvent probe, Object rootKey, Object receiver) {
        long[][] cell = ThreadTrace.cell();
        ThreadTrace.place(this, cell, rootKey, receiver);
        frame(cell, probe.type());
    }

    /** As the innermost span of this thread, if it is not in too many; not to be listed as open from there if the type is 0. */
    final void frame(long[][] ofThisThread, long type) {
        if (ThreadTrace.push(ofThisThread, traceIdHigh, traceIdLow, spanId, parentId, type, traceOrigin)) {
            cell = ofThisThread;
        }
    }

    /** Of a probe: any thread may look it up, and all find the same. */
    private int type() {
        int known = type;
        // Before a late attach there is nobody to ask.
        return known == 0 && ThreadTrace.hasAgent() ? type = (int) ThreadTrace.spanType(name()) : known;
    }

    private String name() {
        Name name = getClass().getAnnotation(Name.class);
        return name == null ? getClass().getName() : name.value();
    }

    /** As {@link ThreadTrace#offerOpenSpans} wants it. */
    final Object[] describe(String value, long groupParentId) {
        return new Object[] {
            name(), value, beganOn, new long[] {traceIdHigh, traceIdLow, spanId, parentId, groupParentId, traceOrigin}
        };
    }

    /**
     * Gives the span its ids without making it the innermost span of any thread, since it may end on another one.
     *
     * @param rootKey as for {@link #enter(SpanEvent, Object)}
     */
    protected final void enterDetached(Object rootKey) {
        ThreadTrace.place(this, ThreadTrace.cell(), rootKey, null);
    }

    /** Takes the span off this thread, which must be the one that entered it. */
    protected final void exit() {
        // Without, it found no room among the thread's frames: looking for it would cost a walk over all of them.
        if (cell != null) {
            ThreadTrace.pop(cell, spanId);
            exited = true;
        }
    }

    /** Commits the event, unless its settings' threshold forbids, and counts it. */
    public final void write() {
        if (shouldCommit()) {
            commit();
            if (exited) {
                ThreadTrace.count(cell);
            } else {
                ThreadTrace.count();
            }
        }
    }

    /**
     * Wins the right to end this span. Exactly one caller gets it, so that a span ended while the JVM is shutting down is not written twice.
     *
     * @return true for the first caller only
     */
    final boolean claim() {
        return CLAIMED.compareAndSet(this, 0, 1);
    }

    /** Writes the span as one whose end never came, if nobody else has ended it. */
    final void abandon() {
        if (claim()) {
            unfinished = true;
            noteStartThread();
            leave();
            write();
        }
    }

    /** Takes the span off the thread that began it, whichever thread this is. */
    final void leave() {
        if (cell == null) {
            return;
        }
        if (beganOn == null || beganOn == Thread.currentThread()) {
            exit();
        } else if (beganOn.isAlive()) {
            ThreadTrace.endElsewhere(cell, spanId);
        }
    }

    final void noteStartThread() {
        if (beganOn != null && beganOn != Thread.currentThread()) {
            startThread = beganOn;
        }
    }
}
