package dev.tracebridge.demo.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.tracebridge.demo.engine.FileTransport;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.OutgoingMigration;
import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What holds for all files that were a stream once. */
class StreamWalkPropertiesTest {

    private static final long MOST_ALLOCATED = 64L << 20;

    private static Path file;
    private static byte[] stream;

    @BeforeContainer
    static void write() throws Exception {
        file = Files.createTempFile("stream", ".bin");
        try (Machine machine = Machine.booted(new MachineSettings(MachineSettings.MINIMUM_RAM, 1, 4096, 0))) {
            machine.start();
            OutgoingMigration.start(
                            machine,
                            FileTransport.create(file),
                            MigrationParameters.DEFAULTS,
                            (transferred, remaining, syncs, megabits) -> {})
                    .await();
        }
        stream = Files.readAllBytes(file);
    }

    @AfterContainer
    static void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    @Property(tries = 300)
    void aStreamCutOffAnywhereIsRefused(@ForAll Random random) throws IOException {
        StreamFile whole = StreamFile.open(file);
        byte[] cut = Arrays.copyOf(stream, random.nextInt(stream.length));

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> StreamWalk.of(
                                Channels.newChannel(new ByteArrayInputStream(cut)),
                                whole.description(),
                                new StreamVisitor() {})
                        .run());
    }

    /** Damage goes where it hurts: into the head, the devices and the description; the rest is pages. */
    @Property(tries = 1500)
    void aDamagedFileIsReadOrRefusedWithoutFuss(@ForAll Random random) throws IOException {
        byte[] damaged = stream.clone();
        int interesting = 20_000;
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            int at = random.nextInt(interesting);
            damaged[at < 1000 ? at : damaged.length - at] = (byte) random.nextInt();
        }
        Files.write(file, damaged);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            StreamFile.open(file).walk(new StreamVisitor() {});
        } catch (StreamFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) damaged.length);
        } finally {
            Files.write(file, stream);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
    }
}
