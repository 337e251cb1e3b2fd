package dev.tracebridge.demo.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.tracebridge.demo.analysis.StateDocument;
import dev.tracebridge.demo.engine.FileTransport;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.OutgoingMigration;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
                .isThrownBy(() -> StreamWalk.described(
                                StreamInput.of(cut), whole.description().orElseThrow(), new StreamVisitor() {})
                        .run());
    }

    @Property(tries = 300)
    void aStreamWithoutItsDescriptionKeepsItsSections(@ForAll Random random) throws IOException {
        byte[] cut = Arrays.copyOf(stream, random.nextInt(stream.length));
        List<String> found = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        StreamFile.open(file).walk(sections(expected));

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> StreamWalk.live(StreamInput.of(cut), 4096, sections(found))
                        .run());
        assertThat(found).isEqualTo(expected.subList(0, found.size()));
    }

    private static StreamVisitor sections(List<String> list) {
        return new StreamVisitor() {
            @Override
            public void section(SectionType type, SectionHeader header) {
                list.add(type + " " + header);
            }

            @Override
            public void endOfSection(long payload) {
                list.add(payload + " bytes");
            }
        };
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
            StreamFile.open(file).walk(new StateDocument());
        } catch (StreamFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) damaged.length);
        } finally {
            Files.write(file, stream);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
    }
}
