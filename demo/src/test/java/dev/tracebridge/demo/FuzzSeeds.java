package dev.tracebridge.demo;

import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.file.Capture;
import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.file.StreamWalk;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.OutgoingMigration;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Real streams, QEMU's and our own source's.
 *
 * @param qemu streams to a destination that QEMU 7.2 wrote
 * @param precopy our own stream
 * @param xbzrle one with pages as their differences, if the guest had time to write to a page twice
 * @param postcopy one with a package
 * @param answers what our destination said in a postcopy that was cut and went on, by connection
 * @param multifd the main connection and those of two multifd channels
 */
record FuzzSeeds(
        List<byte[]> qemu, byte[] precopy, byte[] xbzrle, byte[] postcopy, List<byte[]> answers, List<byte[]> multifd) {

    /** Little memory, so that most of a stream is not pages. */
    static final MachineSettings MACHINE = new MachineSettings(MachineSettings.MINIMUM_RAM, 1, 64 << 10, 4L << 20);

    private static final MigrationParameters FAST =
            new MigrationParameters(Duration.ofMillis(300), 1L << 30, Sides.TIMEOUT, Duration.ofSeconds(5));

    private static final MigrationParameters ROUNDS =
            new MigrationParameters(Duration.ofMillis(1), 1L << 20, Sides.TIMEOUT, Duration.ofSeconds(5));

    private static FuzzSeeds once;

    static synchronized FuzzSeeds once() throws Exception {
        if (once == null) {
            List<byte[]> qemu = new ArrayList<>();
            for (Capture capture : Capture.values()) {
                qemu.add(ended(capture.bytes()));
            }
            MigrationCapabilities none = MigrationCapabilities.NONE;
            List<List<byte[]>> cut = record(none.withPostcopy(false), FAST, List.of(20_000L, -1L));
            once = new FuzzSeeds(
                    qemu,
                    record(none, FAST, List.of()).get(0).get(0),
                    record(none.withXbzrle(1 << 20), ROUNDS, List.of()).get(0).get(0),
                    record(none.withPostcopy(false), FAST, List.of()).get(0).get(0),
                    cut.get(1),
                    record(none.withMultifd(2, MultifdFlush.ROUND, ZeroPages.MULTIFD), FAST, List.of())
                            .get(0));
        }
        return once;
    }

    /** A stream that was cut is ended after its last whole part. */
    private static byte[] ended(byte[] stream) throws IOException {
        long[] reached = new long[1];
        try {
            StreamWalk.live(StreamInput.of(stream), RamBlock.PAGE_SIZE, new StreamVisitor() {
                        private boolean inside;

                        @Override
                        public void section(SectionType type, SectionHeader header) {
                            inside = true;
                        }

                        @Override
                        public void endOfSection(long payload) {
                            inside = false;
                        }

                        @Override
                        public void reached(long offset) {
                            reached[0] = inside ? reached[0] : offset;
                        }
                    })
                    .sections();
            return stream;
        } catch (StreamFormatException e) {
            byte[] whole = Arrays.copyOf(stream, (int) reached[0] + 1);
            whole[whole.length - 1] = (byte) SectionType.EOF.code();
            return whole;
        }
    }

    /** What went to the destination and what came back, by connection. */
    private static List<List<byte[]>> record(
            MigrationCapabilities capabilities, MigrationParameters parameters, List<Long> cuts) throws Exception {
        try (Sides sides = Sides.of(MACHINE, capabilities);
                CutProxy proxy = new CutProxy(sides.listener().address(), cuts, List.of(), true)) {
            sides.through(proxy.address()).recovering(new MoreChannels() {
                @Override
                public MigrationChannel open() throws IOException {
                    return sides.connect();
                }

                @Override
                public MigrationChannel recover(IOException cause) throws IOException {
                    return sides.connect();
                }
            });
            CompletableFuture<IncomingReport> incoming = sides.receive();
            OutgoingMigration migration = sides.migrate(parameters);
            if (capabilities.postcopy()) {
                migration.startPostcopy();
            }
            migration.await();
            incoming.get();
            List<byte[]> forward = new ArrayList<>();
            List<byte[]> backward = new ArrayList<>();
            int connections = 1 + capabilities.multifdChannels() + cuts.size() / 2;
            for (int connection = 0; connection < connections; connection++) {
                forward.add(proxy.recorded(connection));
                backward.add(proxy.answers(connection));
            }
            return List.of(forward, backward);
        }
    }
}
