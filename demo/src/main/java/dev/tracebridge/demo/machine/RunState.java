package dev.tracebridge.demo.machine;

import java.util.Optional;

/** What a machine is doing, by the names QEMU gives it. */
public enum RunState {
    /** The guest runs. */
    RUNNING("running"),
    /** The guest has been stopped and may be started again. */
    PAUSED("paused"),
    /** The guest is stopped for the end of an outgoing migration. */
    FINISH_MIGRATE("finish-migrate"),
    /** The guest has left: it runs elsewhere. */
    POSTMIGRATE("postmigrate"),
    /** The guest is still on its way to us. */
    INMIGRATE("inmigrate");

    private final String text;

    RunState(String text) {
        this.text = text;
    }

    /** The name in the stream. */
    public String text() {
        return text;
    }

    /** The state of this name. */
    static Optional<RunState> of(String text) {
        for (RunState state : values()) {
            if (state.text.equals(text)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
