package dev.tracebridge.demo.it;

import dev.tracebridge.demo.qemu.Qemu;
import dev.tracebridge.demo.qemu.Qemu.Version;
import dev.tracebridge.demo.qemu.QemuTrace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Two real QEMUs, one to migrate to the other, each with its trace in a log.
 *
 * @param version of both
 * @param folder for all files
 * @param source with a guest that never stops writing
 * @param destination waits to be told where to listen
 */
record TracedPair(Version version, Path folder, Qemu source, Qemu destination) implements Closeable {

    /** Those of migrations, and the two that stand beside QEMU's readings of its clock. */
    static final List<String> MIGRATION = List.of(
            "migrat*",
            "savevm*",
            "vmstate*",
            "ram_*",
            "qemu_savevm*",
            "qemu_loadvm*",
            "loadvm*",
            "source_return*",
            "open_return*",
            "process_incoming*",
            "postcopy*",
            "mark_postcopy*",
            "get_queued*",
            "multifd*",
            "save_xbzrle*",
            "cpu_throttle*",
            "runstate_set",
            "system_wakeup_request");

    private static final String SOURCE = "source";
    private static final String DESTINATION = "destination";

    /**
     * Starts both, the source with a guest that has come to count.
     *
     * @param guest a floppy disk to boot
     * @param more of the source's options
     */
    static TracedPair start(Version version, Path folder, List<String> tracepoints, Path guest, String... more)
            throws IOException {
        Qemu source = Qemu.boot(version, folder, SOURCE, guest, traced(folder, SOURCE, tracepoints, more));
        try {
            source.awaitCounterAbove(0);
            String[] options = traced(folder, DESTINATION, tracepoints, "-incoming", "defer");
            return new TracedPair(version, folder, source, Qemu.boot(version, folder, DESTINATION, guest, options));
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private static String[] traced(Path folder, String name, List<String> tracepoints, String... more) {
        List<String> options = QemuTrace.options(log(folder, name), tracepoints.toArray(String[]::new));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private static Path log(Path folder, String name) {
        return folder.resolve(name + "-trace.log");
    }

    List<Path> logs() {
        return List.of(log(folder, SOURCE), log(folder, DESTINATION));
    }

    /** Switches capabilities on, on both sides. */
    void capabilities(String... names) throws IOException {
        for (String name : names) {
            source.capability(name);
            destination.capability(name);
        }
    }

    /** Sets a number on the source. */
    void parameter(String name, long value) throws IOException {
        source.execute("migrate-set-parameters", "{'" + name + "': " + value + "}");
    }

    /** Begins to migrate. */
    void migrate() throws IOException {
        String address = address("incoming");
        destination.execute("migrate-incoming", "{'uri': '" + address + "'}");
        source.migrate(address);
    }

    String address(String name) {
        return "unix:" + folder.resolve(name);
    }

    /** Waits until the machine runs on the destination; returns what the source's {@code query-migrate} says in the end. */
    Map<String, String> completed() throws IOException {
        String outcome = source.migrated();
        if (!outcome.equals("completed")) {
            throw new IOException("the migration " + outcome + ": " + source.log());
        }
        Map<String, String> said = source.execute("query-migrate");
        destination.awaitState("running");
        return said;
    }

    @Override
    public void close() throws IOException {
        try (source;
                destination) {
            // Both are ended, also where one of them cannot be.
        }
    }
}
