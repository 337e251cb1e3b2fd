package dev.tracebridge.recording.log;

import java.util.ArrayList;
import java.util.List;

/** What one tracepoint begins and ends. Complete once {@link SpanRoles} is made. */
final class RecordRoles {

    final List<SpanRole> starts = new ArrayList<>(1);
    final List<SpanRole> ends = new ArrayList<>(1);
    /** The state machine of the tracepoint, or null. */
    DerivedEvent states;
    /** The chains of the tracepoint, or null. */
    DerivedEvent phases;
}
