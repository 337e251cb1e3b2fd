package dev.tracebridge.demo.engine;

/** Where a migration is, by the names QEMU gives it. */
public enum MigrationStatus {
    /** Not begun. */
    NONE("none"),
    /** Connected, and exchanging what both sides must know. */
    SETUP("setup"),
    /** Memory is being sent while the guest runs. */
    ACTIVE("active"),
    /** The guest has stopped; the rest is being sent. */
    DEVICE("device"),
    /** The guest runs on the destination, and its memory follows. */
    POSTCOPY_ACTIVE("postcopy-active"),
    /** As before, but the connection is gone. */
    POSTCOPY_PAUSED("postcopy-paused"),
    /** A new connection is being made. */
    POSTCOPY_RECOVER_SETUP("postcopy-recover-setup"),
    /** Both sides find out over a new connection where they were. */
    POSTCOPY_RECOVER("postcopy-recover"),
    /** The guest runs on the destination, with all of its memory. */
    COMPLETED("completed"),
    /** Given up because of an error. */
    FAILED("failed"),
    /** About to be given up because it was asked for. */
    CANCELLING("cancelling"),
    /** Given up because it was asked for. */
    CANCELLED("cancelled");

    private final String text;

    MigrationStatus(String text) {
        this.text = text;
    }

    /** The name QEMU shows. */
    public String text() {
        return text;
    }

    /** Whether nothing follows. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
