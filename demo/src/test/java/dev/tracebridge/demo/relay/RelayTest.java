package dev.tracebridge.demo.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.file.Capture;
import dev.tracebridge.demo.stream.RamFlags;
import dev.tracebridge.demo.stream.ReturnPathMessage;
import dev.tracebridge.demo.stream.ReturnPathWriter;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.demo.stream.Written;
import dev.tracebridge.demo.transport.Entrance;
import dev.tracebridge.demo.transport.MigrationAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Between two peers that are played here. */
class RelayTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LINGER = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Captures captures;
    private MigrationListener destination;
    private Entrance entrance;
    private Future<List<ConnectionReport>> relay;

    @BeforeEach
    void start() throws IOException {
        destination = MigrationListener.bind(new InetSocketAddress("127.0.0.1", 0));
        entrance = MigrationAddress.parse("127.0.0.1:0").listen();
        MigrationAddress to = MigrationAddress.parse(destination.name());
        captures = Captures.in(folder);
        relay = threads.submit(
                () -> Relay.run(entrance, to, 4096, TIMEOUT, LINGER, captures, (connections, bytes) -> {}));
    }

    @AfterEach
    void stop() throws IOException {
        threads.shutdownNow();
        entrance.close();
        destination.close();
    }

    private SocketTransport connect() throws IOException {
        return (SocketTransport) MigrationAddress.parse(entrance.name()).connect(TIMEOUT);
    }

    private static void write(MigrationChannel channel, byte[] bytes) throws IOException {
        StreamOutput output = StreamOutput.of(channel);
        output.bytes(bytes);
        output.flush();
    }

    private static byte[] readAll(MigrationChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(100_000);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return all.toByteArray();
    }

    private byte[] throughTheRelay(byte[] bytes) throws Exception {
        Future<byte[]> received = threads.submit((Callable<byte[]>) () -> {
            try (MigrationChannel in = destination.accept(TIMEOUT, TIMEOUT)) {
                return readAll(in);
            }
        });
        try (MigrationChannel out = connect()) {
            write(out, bytes);
        }
        return received.get();
    }

    @ParameterizedTest
    @EnumSource(Capture.class)
    void passesStreamsOnAndReadsThem(Capture capture) throws Exception {
        byte[] bytes = capture.bytes();

        assertThat(throughTheRelay(bytes)).isEqualTo(bytes);
        ConnectionReport report = relay.get().get(0);
        assertThat(report.forward()).isEqualTo(bytes.length);
        boolean cut = capture == Capture.POSTCOPY_BEFORE_CUT;
        assertThat(report.complete()).isEqualTo(!cut);
        assertThat(report.kind())
                .isEqualTo(capture == Capture.POSTCOPY_RECOVERED ? ChannelKind.RECOVERED : ChannelKind.MAIN);
        assertThat(report.undecoded()).isLessThanOrEqualTo(cut ? 4096 + 100 : 0);
        assertThat(report.trouble().isEmpty()).isEqualTo(!cut);
    }

    @Test
    void readsTheChannelOfPagesAGuestWaitsFor() throws Exception {
        byte[] bytes = Written.by(output -> {
            output.u64(0x3000 | RamFlags.PAGE);
            output.name("pc.ram");
            output.bytes(new byte[4096]);
            output.u64(0x5000 | RamFlags.ZERO | RamFlags.CONTINUE);
            output.u8(0);
            output.u64(RamFlags.EOS);
        });

        assertThat(throughTheRelay(bytes)).isEqualTo(bytes);
        ConnectionReport report = relay.get().get(0);
        assertThat(report.kind()).isEqualTo(ChannelKind.PREEMPT);
        assertThat(report.undecoded()).isZero();
        assertThat(report.trouble()).isEmpty();
        assertThat(report.summary().normalPages()).isEqualTo(1);
        assertThat(report.summary().zeroPages()).isEqualTo(1);
    }

    @Test
    void keepsCopiesOfBothDirections() throws Exception {
        byte[] bytes = Capture.PRECOPY.bytes();
        byte[] answer = {0, 1, 0, 4, 0, 0, 0, 0};
        Future<byte[]> received = threads.submit((Callable<byte[]>) () -> {
            try (MigrationChannel in = destination.accept(TIMEOUT, TIMEOUT)) {
                write(in, answer);
                return readAll(in);
            }
        });
        try (SocketTransport out = connect()) {
            write(out, bytes);
            out.shutdownOutput();
            assertThat(readAll(out)).isEqualTo(answer);
        }
        assertThat(received.get()).isEqualTo(bytes);
        relay.get();

        assertThat(folder.resolve("0-forward.bin")).hasBinaryContent(bytes);
        assertThat(folder.resolve("0-backward.bin")).hasBinaryContent(answer);
    }

    @Test
    void passesOnWhatItCannotKeepACopyOf() throws Exception {
        Files.createDirectory(folder.resolve("0-forward.bin"));
        byte[] bytes = Capture.PRECOPY.bytes();

        assertThat(throughTheRelay(bytes)).isEqualTo(bytes);
        assertThat(relay.get().get(0).undecoded()).isZero();
        assertThat(captures.failure()).isPresent();
    }

    @Test
    void passesOnWhatItDoesNotUnderstandAndCountsIt() throws Exception {
        byte[] bytes = Capture.PRECOPY.bytes();
        new Random(1).nextBytes(bytes);

        assertThat(throughTheRelay(bytes)).isEqualTo(bytes);
        ConnectionReport report = relay.get().get(0);
        assertThat(report.kind()).isEqualTo(ChannelKind.UNKNOWN);
        assertThat(report.undecoded()).isEqualTo(bytes.length);
    }

    @Test
    void goesOnPassingWhereItsReadingEnds() throws Exception {
        byte[] bytes = Capture.PRECOPY.bytes();
        bytes[42] = 3; // the version of ram

        assertThat(throughTheRelay(bytes)).isEqualTo(bytes);
        ConnectionReport report = relay.get().get(0);
        assertThat(report.trouble()).isEqualTo("offset 26: expected version 4 of ram, found version 3");
        assertThat(report.forwardDecoded()).isEqualTo(26);
        assertThat(report.undecoded()).isEqualTo(bytes.length - 26);
    }

    @Test
    void tellsTlsByItsHandshake() throws Exception {
        throughTheRelay(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0});

        assertThat(relay.get().get(0).kind()).isEqualTo(ChannelKind.TLS);
    }

    @Test
    void passesAnswersBackWhileTheStreamGoesOn() throws Exception {
        try (SocketTransport source = connect();
                SocketTransport target = destination.accept(TIMEOUT, TIMEOUT)) {
            ReturnPathWriter.of(StreamOutput.of(target)).send(new ReturnPathMessage.Pong(7));
            assertThat(StreamInput.of(source).bytes(8, "an answer")).containsExactly(0, 2, 0, 4, 0, 0, 0, 7);
            write(source, "rest".getBytes(StandardCharsets.US_ASCII));
            source.shutdownOutput();
            assertThat(readAll(target)).containsExactly('r', 'e', 's', 't');
            ReturnPathWriter.of(StreamOutput.of(target)).send(new ReturnPathMessage.Shut(0));
            target.shutdownOutput();
            assertThat(readAll(source)).containsExactly(0, 1, 0, 4, 0, 0, 0, 0);
        }
        ConnectionReport report = relay.get().get(0);
        assertThat(report.confirmed()).isTrue();
        assertThat(report.backwardDecoded()).isEqualTo(16);
        assertThat(report.failure()).isEmpty();
    }

    @Test
    void opensConnectionsInTheOrderTheyCame() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (SocketTransport source = connect();
                    SocketTransport target = destination.accept(TIMEOUT, TIMEOUT)) {
                write(source, new byte[] {(byte) i});
                assertThat(StreamInput.of(target).u8("a byte")).isEqualTo(i);
            }
        }
        assertThat(relay.get()).hasSize(3);
    }

    @Test
    void failsWhereTheDestinationIsNotThere() throws Exception {
        destination.close();
        try (MigrationChannel source = connect()) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(relay::get)
                    .withCauseInstanceOf(IOException.class)
                    .withMessageContaining("cannot connect to 127.0.0.1:");
            assertThat(readAll(source)).isEmpty();
        }
    }

    @Test
    void aFeedNeverWaitsForItsDecoder() {
        Feed feed = new Feed(10);
        feed.offer(ByteBuffer.wrap(new byte[8]));
        feed.offer(ByteBuffer.wrap(new byte[3]));
        feed.offer(ByteBuffer.wrap(new byte[1]));
        ByteBuffer target = ByteBuffer.allocate(20);

        assertThat(feed.read(target)).isEqualTo(8);
        assertThat(feed.read(target)).isEqualTo(-1);
        assertThat(feed.skipped()).isEqualTo(4);
        assertThat(feed.overflowed()).isTrue();
    }
}
