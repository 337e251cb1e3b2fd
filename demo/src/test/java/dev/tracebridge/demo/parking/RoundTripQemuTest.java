package dev.tracebridge.demo.parking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.OwnThread;
import dev.tracebridge.demo.analysis.StreamSummary;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.qemu.Qemu;
import dev.tracebridge.demo.qemu.Qemu.Version;
import dev.tracebridge.demo.transport.Certificates;
import dev.tracebridge.demo.transport.Entrance;
import dev.tracebridge.demo.transport.MigrationAddress;
import dev.tracebridge.demo.transport.TlsCredentials;
import dev.tracebridge.demo.transport.TlsTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine of a real QEMU goes into a file and comes back in another QEMU. */
class RoundTripQemuTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Progress SILENT = (bytes, total) -> {};

    /** In the third at the latest a page comes again. */
    private static final int ROUNDS = 4;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "INSTALLED, INSTALLED, tcp, auto-converge",
        "INSTALLED, INSTALLED, unix, return-path",
        "INSTALLED, INSTALLED, tcp, xbzrle",
        "BOOTSTRAPPED, BOOTSTRAPPED, tcp, xbzrle",
        "BOOTSTRAPPED, BOOTSTRAPPED, tcp, return-path",
        "INSTALLED, BOOTSTRAPPED, unix, auto-converge"
    })
    void aMachineComesBackAsItWas(Version from, Version to, String scheme, String capability) throws Exception {
        Path file = folder.resolve("machine.bin");
        try (Qemu a = Qemu.start(from, folder, "a");
                Entrance entrance = entrance(scheme)) {
            a.awaitCounterAbove(0);
            a.capability(capability);
            boolean live = capability.equals("xbzrle");
            if (!live) {
                a.execute("stop");
            } else {
                a.execute("migrate-set-parameters", "{'max-bandwidth': 4000000, 'downtime-limit': 20}");
            }
            a.migrate(entrance.name());
            CompletableFuture<Void> switchedOver =
                    CompletableFuture.runAsync(() -> switchOverAfter(ROUNDS, a), OwnThread.EACH);
            StreamSummary received =
                    MachineReceiver.receive(entrance.accept(PATIENCE, PATIENCE), file, 4096, PATIENCE, SILENT);
            switchedOver.join();
            assertThat(a.migrated()).isEqualTo("completed");
            long stopped = a.counter();

            assertThat(received.machine()).isEqualTo("pc-i440fx-7.2");
            assertThat(received.isComplete()).isTrue();
            assertThat(received.xbzrlePages() > 0).isEqualTo(live);
            assertThat(received.descriptionBytes()).isPositive();
            ParkedMachine parked = ParkedMachine.open(file, 4096);
            assertThat(parked.summary().commands()).doesNotContainKeys("PING", "OPEN_RETURN_PATH");
            assertThat(parked.summary().devices()).isEqualTo(received.devices());

            Path socket = folder.resolve("b.migration");
            try (Qemu b = Qemu.start(to, folder, "b", "-S", "-incoming", "unix:" + socket)) {
                MigrationAddress address = MigrationAddress.parse("unix:" + socket);
                assertThat(MachineSender.send(parked, address.connect(PATIENCE), PATIENCE, SILENT))
                        .isTrue();
                b.awaitState("paused");
                assertThat(b.counter()).isEqualTo(stopped);
                if (!live || from == Version.BOOTSTRAPPED) { // 7.2 itself loses what a guest writes meanwhile
                    assertThat(Qemu.differingPages(a, b, folder)).isEmpty();
                }
                b.execute("cont");
                b.awaitCounterAbove(stopped);
            }
        }
    }

    /** A guest that is faster than the connection would never be let go. */
    private static void switchOverAfter(int rounds, Qemu qemu) {
        try {
            qemu.awaitRound(rounds);
            qemu.execute("migrate-set-parameters", "{'downtime-limit': 2000}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that goes in live goes in with several rounds, in which pages come again, some as differences. */
    @ParameterizedTest
    @CsvSource({
        "INSTALLED, pc-i440fx-7.2, 4, 0, false",
        "INSTALLED, pc-i440fx-7.2, 0, 4, true",
        "INSTALLED, pc-i440fx-7.2, 4, 4, false",
        "BOOTSTRAPPED, pc-i440fx-10.0, 4, 0, false",
        "BOOTSTRAPPED, pc-i440fx-10.0, 0, 4, true",
        "BOOTSTRAPPED, pc-i440fx-10.0, 4, 4, false"
    })
    void aMachineComesBackOverFourChannels(Version version, String model, int in, int out, boolean live)
            throws Exception {
        Path file = folder.resolve("machine.bin");
        Path socket = folder.resolve("b.migration");
        try (Qemu a = Qemu.start(version, folder, "a", "-machine", model);
                Entrance entrance = entrance("unix")) {
            a.awaitCounterAbove(1000);
            a.capability("return-path");
            a.multifd(in);
            if (live) {
                a.capability("xbzrle");
                a.execute("migrate-set-parameters", "{'max-bandwidth': 4000000, 'downtime-limit': 20}");
            } else {
                a.execute("stop");
            }
            a.migrate(entrance.name());
            CompletableFuture<Void> switchedOver =
                    CompletableFuture.runAsync(() -> switchOverAfter(live ? ROUNDS : 0, a), OwnThread.EACH);
            StreamSummary received = MachineReceiver.receive(
                    entrance.accept(PATIENCE, PATIENCE),
                    () -> entrance.accept(PATIENCE, PATIENCE),
                    multifd(version, in),
                    file,
                    4096,
                    PATIENCE,
                    SILENT);
            switchedOver.join();
            assertThat(a.migrated()).isEqualTo("completed");
            assertThat(received.normalPages()).isGreaterThan(128);
            assertThat(received.zeroPages()).isPositive();
            assertThat(received.xbzrlePages() > 0).isEqualTo(live);

            try (Qemu b = Qemu.start(version, folder, "b", "-machine", model, "-S", "-incoming", "defer")) {
                b.multifd(out);
                b.execute("migrate-incoming", "{'uri': 'unix:" + socket + "'}");
                MoreChannels connection =
                        () -> MigrationAddress.parse("unix:" + socket).connect(PATIENCE);
                assertThat(MachineSender.send(
                                ParkedMachine.open(file, 4096),
                                connection.open(),
                                connection,
                                multifd(version, out),
                                PATIENCE,
                                SILENT))
                        .as(b.log())
                        .isTrue();
                b.awaitState("paused");
                long stopped = a.counter();
                assertThat(b.counter()).isEqualTo(stopped);
                if (!live || version == Version.BOOTSTRAPPED) { // 7.2 itself loses what a guest writes meanwhile
                    assertThat(Qemu.differingPages(a, b, folder)).isEmpty();
                }
                b.execute("cont");
                b.awaitCounterAbove(stopped);
            }
        }
    }

    /** As many channels for pages, in the way of this QEMU. */
    private static MigrationCapabilities multifd(Version version, int channels) {
        return version == Version.INSTALLED
                ? MigrationCapabilities.NONE.withMultifd(channels, MultifdFlush.SECTION, ZeroPages.LEGACY)
                : MigrationCapabilities.NONE.withMultifd(channels, MultifdFlush.ROUND, ZeroPages.MULTIFD);
    }

    private Entrance entrance(String scheme) throws IOException {
        return MigrationAddress.parse(
                        scheme.equals("unix") ? "unix:" + folder.resolve("a.migration") : "tcp:127.0.0.1:0")
                .listen();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aMachineComesBackUnderTls(int channels) throws Exception {
        Path credentials = Certificates.write(folder.resolve("credentials"));
        Path file = folder.resolve("machine.bin");
        Path socket = folder.resolve("b.migration");
        try (Qemu a = Qemu.start(Version.INSTALLED, folder, "a", "-object", tls(credentials, "client"));
                Entrance entrance = entrance("tcp");
                Qemu b = Qemu.start(
                        Version.INSTALLED,
                        folder,
                        "b",
                        "-S",
                        "-object",
                        tls(credentials, "server"),
                        "-incoming",
                        "defer")) {
            a.awaitCounterAbove(0);
            a.execute("stop");
            a.execute("migrate-set-parameters", "{'tls-creds': 'tls0'}");
            a.capability("return-path");
            a.migrate(entrance.name());
            MigrationChannel sealed =
                    TlsTransport.server(entrance.accept(PATIENCE, PATIENCE), TlsCredentials.server(credentials));
            MachineReceiver.receive(sealed, file, 4096, PATIENCE, SILENT);
            assertThat(a.migrated()).isEqualTo("completed");

            b.execute("migrate-set-parameters", "{'tls-creds': 'tls0'}");
            b.multifd(channels);
            b.execute("migrate-incoming", "{'uri': 'unix:" + socket + "'}");
            MoreChannels connection = () -> TlsTransport.client(
                    MigrationAddress.parse("unix:" + socket).connect(PATIENCE),
                    TlsCredentials.client(credentials),
                    "localhost");
            assertThat(MachineSender.send(
                            ParkedMachine.open(file, 4096),
                            connection.open(),
                            connection,
                            multifd(Version.INSTALLED, channels),
                            PATIENCE,
                            SILENT))
                    .isTrue();
            b.awaitState("paused");
            long stopped = a.counter();
            assertThat(b.counter()).isEqualTo(stopped);
            assertThat(Qemu.differingPages(a, b, folder)).isEmpty();
            b.execute("cont");
            b.awaitCounterAbove(stopped);
        }
    }

    private static String tls(Path credentials, String endpoint) {
        return "tls-creds-x509,id=tls0,endpoint=" + endpoint + ",dir=" + credentials;
    }

    @Test
    void qemuItselfLoadsTheFile() throws Exception {
        Path file = folder.resolve("machine.bin");
        long stopped;
        try (Qemu a = Qemu.start(Version.INSTALLED, folder, "a");
                Entrance entrance = entrance("tcp")) {
            a.awaitCounterAbove(0);
            a.capability("return-path");
            a.migrate(entrance.name());
            MachineReceiver.receive(entrance.accept(PATIENCE, PATIENCE), file, 4096, PATIENCE, SILENT);
            assertThat(a.migrated()).isEqualTo("completed");
            stopped = a.counter();
        }
        try (Qemu b = Qemu.start(Version.INSTALLED, folder, "b", "-incoming", "exec:cat " + file)) {
            b.awaitState("running");
            b.awaitCounterAbove(stopped);
        }
    }

    @Test
    void theSourceRunsOnWhereTheFileCannotBeWritten() throws Exception {
        Path file = folder.resolve("occupied");
        Files.createDirectories(file.resolve("by-a-folder"));
        try (Qemu a = Qemu.start(Version.INSTALLED, folder, "a");
                Entrance entrance = entrance("tcp")) {
            long before = a.awaitCounterAbove(0);
            a.capability("return-path");
            a.migrate(entrance.name());

            Callable<StreamSummary> receive =
                    () -> MachineReceiver.receive(entrance.accept(PATIENCE, PATIENCE), file, 4096, PATIENCE, SILENT);
            assertThatExceptionOfType(IOException.class).isThrownBy(receive::call);
            assertThat(a.migrated()).isEqualTo("failed");
            a.awaitState("running");
            a.awaitCounterAbove(before);
            assertThat(folder.resolve("occupied.part")).doesNotExist();
        }
    }

    @Test
    void aDestinationThatRefusesSaysSo() throws Exception {
        Path file = folder.resolve("machine.bin");
        try (Qemu a = Qemu.start(Version.INSTALLED, folder, "a");
                Entrance entrance = entrance("tcp")) {
            a.migrate(entrance.name());
            MachineReceiver.receive(entrance.accept(PATIENCE, PATIENCE), file, 4096, PATIENCE, SILENT);
            assertThat(a.migrated()).isEqualTo("completed");
        }
        ParkedMachine parked = ParkedMachine.open(file, 4096);
        Path socket = folder.resolve("b.migration");
        try (Qemu b = Qemu.start(
                Version.INSTALLED, folder, "b", "-S", "-device", "e1000", "-m", "48", "-incoming", "unix:" + socket)) {
            MigrationAddress address = MigrationAddress.parse("unix:" + socket);

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> MachineSender.send(parked, address.connect(PATIENCE), PATIENCE, SILENT));
            assertThat(b.log()).contains("Size mismatch: pc.ram");
        }
        assertThat(ParkedMachine.open(file, 4096).summary().isComplete()).isTrue();
    }
}
