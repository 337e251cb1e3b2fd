package dev.tracebridge.demo.engine;

import dev.tracebridge.migration.MigrationTrace;
import java.util.concurrent.atomic.AtomicReference;

/** The state of one migration. For any thread: a change happens only from the state its author believes in. */
public final class MigrationState {

    private final AtomicReference<MigrationStatus> status = new AtomicReference<>(MigrationStatus.NONE);

    /** The state now. */
    public MigrationStatus get() {
        return status.get();
    }

    /** Goes from one state to another; false, and nothing happens, if it is no longer in the first. */
    public boolean set(MigrationStatus from, MigrationStatus to) {
        boolean changed = status.compareAndSet(from, to);
        if (changed) {
            MigrationTrace.migrate_set_state(to.text());
        }
        return changed;
    }

    /** Gives up from whatever state this is, unless it is a final one. */
    public void fail() {
        MigrationStatus now = get();
        while (!now.isFinal() && !set(now, MigrationStatus.FAILED)) {
            now = get();
        }
    }
}
