package dev.tracebridge.runtime;

import dev.tracebridge.metadata.SpanId;
import jdk.jfr.Description;
import jdk.jfr.Label;

/**
 * Base of generated events for states and phases: one step of a group. The group itself is the span whose id is {@link #parentId}; it is
 * assembled from its steps by whoever reads the recording.
 */
public abstract class GroupEvent extends SpanEvent {

    /** The parent of the group's own span, 0 for none. */
    @Label("Group Parent Span Id")
    @SpanId
    public long groupParentId;

    /** The value that ended this step, null while unknown. */
    @Label("Next")
    @Description("The state or checkpoint that followed")
    public String next;

    transient String value;

    /** For generated subclasses. */
    protected GroupEvent() {}
}
