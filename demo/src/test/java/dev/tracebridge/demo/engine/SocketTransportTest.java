package dev.tracebridge.demo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketTransportTest {

    private static final Duration SHORT = Duration.ofMillis(100);

    private MigrationListener listener;
    private SocketTransport one;
    private SocketTransport other;

    @BeforeEach
    void connect() throws IOException {
        listener = MigrationListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        one = SocketTransport.connect(listener.address(), SHORT);
        other = listener.accept(Duration.ofSeconds(10), SHORT);
    }

    @AfterEach
    void close() throws IOException {
        one.close();
        other.close();
        listener.close();
    }

    @Test
    void carriesBytesBothWays() throws IOException {
        one.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        other.write(ByteBuffer.wrap(new byte[] {4}));
        ByteBuffer there = ByteBuffer.allocate(3);
        ByteBuffer here = ByteBuffer.allocate(1);
        while (there.hasRemaining()) {
            other.read(there);
        }
        one.read(here);

        assertThat(there.array()).containsExactly(1, 2, 3);
        assertThat(here.array()).containsExactly(4);
    }

    @Test
    void givesUpOnAPeerThatSendsNothing() {
        assertThatExceptionOfType(StalledPeerException.class)
                .isThrownBy(() -> one.read(ByteBuffer.allocate(1)))
                .withMessageMatching("127\\.0\\.0\\.1:\\d+ has stalled: nothing came for 0\\.1 s");
    }

    @Test
    void givesUpOnAPeerThatTakesNothing() {
        assertThatExceptionOfType(StalledPeerException.class)
                .isThrownBy(() -> one.write(ByteBuffer.allocate(64 << 20)))
                .withMessageContaining("nothing was taken for 0.1 s");
    }

    @Test
    void changesThePatienceOfAReadThatAlreadyWaits() throws Exception {
        one.readTimeout(Duration.ZERO);
        CompletableFuture<Integer> read = readLater(one);
        assertThat(read).isNotDone();
        one.readTimeout(SHORT);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> read.get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(StalledPeerException.class);
    }

    @Test
    void endsAReadWhenItIsClosedElsewhere() throws Exception {
        one.readTimeout(Duration.ZERO);
        CompletableFuture<Integer> read = readLater(one);
        one.close();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> read.get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void seesTheEndWhenThePeerCloses() throws IOException {
        other.close();

        assertThat(one.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void saysWhereItCannotConnect() throws IOException {
        InetSocketAddress address = listener.address();
        listener.close();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SocketTransport.connect(address, SHORT))
                .withMessageStartingWith("cannot connect to 127.0.0.1:" + address.getPort());
    }

    @Test
    void stopsWaitingForAConnection() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> listener.accept(SHORT, SHORT))
                .withMessageContaining("nobody connected to 127.0.0.1:");
    }

    private static CompletableFuture<Integer> readLater(SocketTransport transport) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                result.complete(transport.read(ByteBuffer.allocate(1)));
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        return result;
    }
}
