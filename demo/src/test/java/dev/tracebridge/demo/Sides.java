package dev.tracebridge.demo;

import dev.tracebridge.demo.destination.IncomingMigration;
import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.OutgoingMigration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A source and a destination in one process, over real connections. */
final class Sides implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Machine source;
    private final Machine destination;
    private final MigrationCapabilities capabilities;
    private final MigrationListener listener;
    private InetSocketAddress target;
    private MoreChannels sourceRecovery = MoreChannels.NONE;
    private boolean destinationRecovers;

    private Sides(Machine source, MigrationCapabilities capabilities) throws IOException {
        this.source = source;
        this.destination = Machine.waiting(source.memory().blocks().get(0).length());
        this.capabilities = capabilities;
        this.listener = MigrationListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.target = listener.address();
    }

    static Sides of(MachineSettings settings, MigrationCapabilities capabilities) throws IOException {
        Sides sides = new Sides(Machine.booted(settings), capabilities);
        sides.source.start();
        return sides;
    }

    Machine source() {
        return source;
    }

    Machine destination() {
        return destination;
    }

    MigrationListener listener() {
        return listener;
    }

    /** Has the source connect to somebody between it and the destination. */
    Sides through(InetSocketAddress between) {
        target = between;
        return this;
    }

    /** Has both sides go on after a cut; the source as {@code recovery} says. */
    Sides recovering(MoreChannels recovery) {
        sourceRecovery = recovery;
        destinationRecovers = true;
        return this;
    }

    SocketTransport connect() throws IOException {
        return SocketTransport.connect(target, TIMEOUT);
    }

    OutgoingMigration migrate(MigrationParameters parameters) throws IOException {
        return OutgoingMigration.start(
                source,
                connect(),
                new MoreChannels() {
                    @Override
                    public MigrationChannel open() throws IOException {
                        return connect();
                    }

                    @Override
                    public MigrationChannel recover(IOException cause) throws IOException {
                        return sourceRecovery.recover(cause);
                    }
                },
                parameters,
                capabilities,
                (transferred, remaining, syncs, megabits) -> {});
    }

    CompletableFuture<IncomingReport> receive() {
        CompletableFuture<IncomingReport> report = new CompletableFuture<>();
        MoreChannels more = new MoreChannels() {
            @Override
            public MigrationChannel open() throws IOException {
                return listener.accept(TIMEOUT, TIMEOUT);
            }

            @Override
            public MigrationChannel recover(IOException cause) throws IOException {
                return destinationRecovers ? open() : MoreChannels.super.recover(cause);
            }
        };
        Thread thread = new Thread(
                () -> {
                    try {
                        report.complete(IncomingMigration.run(destination, more.open(), more, capabilities, true));
                    } catch (IOException | RuntimeException e) {
                        report.completeExceptionally(e);
                    }
                },
                "destination");
        thread.start();
        return report;
    }

    @Override
    public void close() throws IOException {
        source.close();
        destination.close();
        listener.close();
    }
}
