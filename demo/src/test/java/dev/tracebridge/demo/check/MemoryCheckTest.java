package dev.tracebridge.demo.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.memory.BlockDigest;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.Written;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryCheckTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final BlockDigest A = new BlockDigest("a", 4096, "aa");
    private static final BlockDigest B = new BlockDigest("b", 4096, "bb");

    @Test
    void bothSidesLearnThatAllIsWell() throws Exception {
        assertThat(exchange(List.of(A, B), List.of(B, A))).containsExactly(List.of(), List.of());
    }

    @Test
    void bothSidesLearnWhichBlocksDiffer() throws Exception {
        BlockDigest other = new BlockDigest("b", 4096, "bc");

        assertThat(exchange(List.of(A, B), List.of(A, other))).containsExactly(List.of("b"), List.of("b"));
    }

    @Test
    void aBlockThatIsMissingDiffers() throws Exception {
        assertThat(exchange(List.of(A), List.of(A, B))).containsExactly(List.of("b"), List.of("b"));
        assertThat(exchange(List.of(A, B), List.of(A))).containsExactly(List.of("b"), List.of("b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | an object with the list \"blocks\"",
                "{\"blocks\": [{\"name\": \"a\"}]} | the name and hash of a block",
                "{\"blocks\": [ | the JSON of hashes",
            })
    void refusesAnotherMessage(String json, String expected) throws Exception {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        byte[] message = Written.by(output -> {
            output.u32(text.length);
            output.bytes(text);
        });

        assertRefused(message, expected);
    }

    @Test
    void boundsAMessage() throws Exception {
        assertRefused(Written.hex("ffffffff"), "a message of at most 65536 bytes");
    }

    private static void assertRefused(byte[] message, String expected) throws IOException {
        try (MigrationListener listener = listener();
                SocketTransport source = SocketTransport.connect(listener.address(), TIMEOUT);
                SocketTransport destination = listener.accept(TIMEOUT, TIMEOUT)) {
            source.write(ByteBuffer.wrap(message));
            assertThatExceptionOfType(StreamFormatException.class)
                    .isThrownBy(() -> MemoryCheck.receive(destination, List.of(A)))
                    .satisfies(e -> assertThat(e.expected()).isEqualTo(expected));
        }
    }

    private static List<List<String>> exchange(List<BlockDigest> sent, List<BlockDigest> own) throws Exception {
        try (MigrationListener listener = listener();
                SocketTransport source = SocketTransport.connect(listener.address(), TIMEOUT);
                SocketTransport destination = listener.accept(TIMEOUT, TIMEOUT)) {
            CompletableFuture<List<String>> verdict = new CompletableFuture<>();
            Thread sender = new Thread(() -> {
                try {
                    verdict.complete(MemoryCheck.send(source, sent));
                } catch (IOException e) {
                    verdict.completeExceptionally(e);
                }
            });
            sender.start();
            List<String> received = MemoryCheck.receive(destination, own);
            return List.of(verdict.get(), received);
        }
    }

    private static MigrationListener listener() throws IOException {
        return MigrationListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
}
