package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.stream.PrintableText;
import dev.tracebridge.demo.vmstate.StateMismatchException;
import dev.tracebridge.demo.vmstate.VmState;
import dev.tracebridge.migration.MigrationTrace;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What the machine was doing when the migration stopped it, so that the destination goes on doing it. */
final class GlobalState {

    static final VmState<GlobalState> STATE = VmState.<GlobalState>named("globalstate", 1)
            .preSave(GlobalState::preSave)
            .uint32("size", g -> g.size, (g, v) -> g.size = v)
            .buffer("runstate", g -> g.text)
            .uint8("has_vm_was_suspended", g -> g.hasSuspended, (g, v) -> g.hasSuspended = v)
            .uint8("vm_was_suspended", g -> g.suspended, (g, v) -> g.suspended = v)
            .buffer("unused", g -> g.unused)
            .postLoad(GlobalState::postLoad)
            .build();

    private final byte[] text = new byte[32];
    private final byte[] unused = new byte[66];
    private long size;
    private long hasSuspended;
    private long suspended;
    private RunState runState = RunState.RUNNING;

    /** Notes the state before a migration stops the machine. */
    void store(RunState state) {
        runState = state;
    }

    /** The state the machine is to have on the destination. */
    RunState runState() {
        return runState;
    }

    private void preSave() {
        MigrationTrace.migrate_global_state_pre_save(runState.text());
        byte[] bytes = runState.text().getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(text, (byte) 0);
        System.arraycopy(bytes, 0, text, 0, bytes.length);
        size = bytes.length + 1L;
        hasSuspended = 1;
    }

    private void postLoad() throws StateMismatchException {
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        String name = PrintableText.of(text, length);
        MigrationTrace.migrate_global_state_post_load(name);
        runState = RunState.of(name).orElseThrow(() -> new StateMismatchException("the name of a run state", name));
    }
}
