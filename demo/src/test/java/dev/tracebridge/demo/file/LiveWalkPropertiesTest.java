package dev.tracebridge.demo.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tracebridge.demo.analysis.StateDocument;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What holds for the reader of streams whose description is not known, and everything QEMU wrote and somebody damaged. */
class LiveWalkPropertiesTest {

    /** A payload, its copy, and what the reading of a whole stream takes. */
    private static final long MOST_ALLOCATED = 160L << 20;

    private static final int HEAD = 2000;
    private static final int DEVICES = 350_000;

    private static final Map<Capture, byte[]> STREAMS = new EnumMap<>(Capture.class);

    @BeforeContainer
    static void read() throws IOException {
        for (Capture capture : Capture.values()) {
            STREAMS.put(capture, capture.bytes());
        }
    }

    @Property(tries = 400)
    void isReadOrRefusedWithinItsBounds(@ForAll Capture capture, @ForAll Random random) throws IOException {
        byte[] damaged = STREAMS.get(capture).clone();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            int at = random.nextBoolean() ? random.nextInt(HEAD) : damaged.length - 1 - random.nextInt(DEVICES);
            damaged[at] = (byte) random.nextInt();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        StreamWalk walk = StreamWalk.live(StreamInput.of(damaged), 4096, new StateDocument());
        try {
            walk.sections();
            walk.description();
        } catch (StreamFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) damaged.length);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
    }
}
