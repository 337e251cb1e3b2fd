package dev.tracebridge.demo.it;

import dev.tracebridge.demo.destination.IncomingMigration;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineModel;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import dev.tracebridge.demo.source.OutgoingMigration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** One side of several migrations in one JVM: what the first one loads and compiles, the others find. */
final class RepeatedMigrations {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private RepeatedMigrations() {}

    /**
     * Runs the side that the arguments name; the destination prints its port first, the source the bytes a millisecond of each migration.
     *
     * @param arguments {@code destination BYTES TIMES} or {@code source BYTES TIMES PORT}
     */
    public static void main(String[] arguments) throws Exception {
        long ram = Long.parseLong(arguments[1]);
        int times = Integer.parseInt(arguments[2]);
        if (arguments[0].equals("destination")) {
            receive(ram, times);
        } else {
            send(ram, times, new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[3])));
        }
    }

    private static void receive(long ram, int times) throws IOException {
        try (Machine machine = Machine.waiting(MachineModel.NONE, ram);
                MigrationListener listener = MigrationListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
            System.out.println(listener.address().getPort());
            for (int i = 0; i < times; i++) {
                IncomingMigration.run(machine, IncomingMigration.accept(listener, PATIENCE, PATIENCE), false);
                machine.stop(RunState.PAUSED);
            }
        }
    }

    private static void send(long ram, int times, InetSocketAddress to) throws Exception {
        MachineSettings settings = new MachineSettings(ram, 100, RamBlock.PAGE_SIZE, 0);
        MigrationParameters parameters = new MigrationParameters(
                MigrationParameters.DEFAULTS.downtimeLimit(), 100L << 30, Duration.ofMinutes(2), PATIENCE);
        try (Machine machine = Machine.booted(MachineModel.NONE, settings)) {
            for (int i = 0; i < times; i++) {
                machine.start();
                MigrationReport report = OutgoingMigration.start(
                                machine,
                                OutgoingMigration.connect(to, PATIENCE),
                                MoreChannels.NONE,
                                parameters,
                                MigrationCapabilities.NONE,
                                (transferred, remaining, rounds, megabits) -> {})
                        .await();
                if (report.error() != null || report.transferred() < ram * 98 / 100) {
                    throw new IOException("migration " + i + ": " + report);
                }
                System.out.println(report.transferred() / Math.max(1, report.totalMillis()));
            }
        }
    }
}
