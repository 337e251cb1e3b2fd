package dev.tracebridge.demo.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tracebridge.demo.OwnThread;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.StalledPeerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationAddressTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "tcp:127.0.0.1:4444, tcp:127.0.0.1:4444",
        "tcp::4444, tcp:127.0.0.1:4444",
        ":4444, tcp:127.0.0.1:4444",
        "127.0.0.1:0, tcp:127.0.0.1:0",
        "tcp:[::1]:4444, tcp:[0:0:0:0:0:0:0:1]:4444",
        "unix:/tmp/a b, unix:/tmp/a b",
        "exec:cat > a:b, exec:cat > a:b",
        "fd:7, fd:7",
        "file:vm.bin, file:vm.bin",
        "'file:vm.bin,offset=4096', 'file:vm.bin,offset=4096'",
        "'file:a,b,offset=2k', 'file:a,b,offset=2048'",
    })
    void understandsWhatQemuUnderstands(String text, String meaning) {
        assertThat(MigrationAddress.parse(text)).hasToString(meaning);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4444",
                "tcp:",
                "tcp:host",
                "tcp:host:70000",
                "unix:",
                "exec:",
                "fd:",
                "fd:x",
                "file:",
                "file:x,offset=",
                "file:x,offset=-1",
                "file:x,offset=999999999999999G",
                "rdma:h:1:2"
            })
    void refusesAnythingElse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MigrationAddress.parse(text))
                .withMessage("expected " + MigrationAddress.SYNTAX + ", found " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp:127.0.0.1:0", "unix:SOCKET"})
    void carriesBytesBothWaysOverSockets(String text) throws Exception {
        MigrationAddress here = MigrationAddress.parse(
                text.replace("SOCKET", folder.resolve("s").toString()));
        try (Entrance entrance = here.listen()) {
            CompletableFuture<String> sent = CompletableFuture.supplyAsync(
                    () -> {
                        try (MigrationChannel out =
                                MigrationAddress.parse(entrance.name()).connect(TIMEOUT)) {
                            write(out, "there");
                            return read(out, 5);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    OwnThread.EACH);
            try (MigrationChannel in = entrance.accept(TIMEOUT, TIMEOUT)) {
                assertThat(in.hasReturnPath()).isTrue();
                assertThat(in.type()).isEqualTo("qio-channel-socket");
                assertThat(read(in, 5)).isEqualTo("there");
                write(in, "again");
                assertThat(sent.get()).isEqualTo("again");
            }
        }
        assertThat(folder.resolve("s")).doesNotExist();
    }

    @Test
    void aCommandTakesAStreamAndGivesIt() throws IOException {
        Path file = folder.resolve("out");
        try (MigrationChannel out = MigrationAddress.parse("exec:cat > " + file).connect(TIMEOUT)) {
            assertThat(out.hasReturnPath()).isFalse();
            write(out, "stream");
        }
        try (Entrance entrance = MigrationAddress.parse("exec:cat " + file).listen();
                MigrationChannel in = entrance.accept(TIMEOUT, TIMEOUT)) {
            assertThat(read(in, 100)).isEqualTo("stream");
        }
    }

    @Test
    void aCommandThatFailsIsAnError() throws IOException {
        MigrationChannel out =
                MigrationAddress.parse("exec:cat > /dev/null; exit 3").connect(TIMEOUT);
        write(out, "stream");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(out::close)
                .withMessage("exec:cat > /dev/null; exit 3 ended with status 3");
    }

    @Test
    void aCommandThatGivesNothingHasStalled() throws IOException {
        try (MigrationChannel in =
                MigrationAddress.parse("exec:sleep 60 | cat").listen().accept(TIMEOUT, SHORT)) {
            assertThatExceptionOfType(StalledPeerException.class)
                    .isThrownBy(() -> read(in, 1))
                    .withMessage("exec:sleep 60 | cat has stalled: nothing came for 0.1 s");
        }
    }

    @Test
    void aCommandThatTakesNothingHasStalled() throws IOException {
        MigrationChannel out = MigrationAddress.parse("exec:sleep 60").connect(SHORT);

        assertThatExceptionOfType(StalledPeerException.class)
                .isThrownBy(() -> write(out, "x".repeat(1 << 20)))
                .withMessage("exec:sleep 60 has stalled: nothing was taken for 0.1 s");
        assertThatExceptionOfType(IOException.class).isThrownBy(out::close);
    }

    @Test
    void aSourceThatSaysNothingHasStalled() throws IOException {
        try (Entrance entrance = MigrationAddress.parse("127.0.0.1:0").listen();
                MigrationChannel out = MigrationAddress.parse(entrance.name()).connect(TIMEOUT);
                MigrationChannel in = entrance.accept(TIMEOUT, SHORT)) {
            assertThat(out.isOpen()).isTrue();
            assertThatExceptionOfType(StalledPeerException.class).isThrownBy(() -> read(in, 1));
        }
    }

    @Test
    void aFileIsGivenAndTakenOnce() throws IOException {
        MigrationAddress file = MigrationAddress.parse("file:" + folder.resolve("file"));
        try (MigrationChannel out = file.connect(TIMEOUT)) {
            write(out, "stream");
        }
        try (Entrance entrance = file.listen();
                MigrationChannel in = entrance.accept(TIMEOUT, TIMEOUT)) {
            assertThat(read(in, 100)).isEqualTo("stream");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> entrance.accept(TIMEOUT, TIMEOUT))
                    .withMessage(file + " gives one stream only");
        }
    }

    @Test
    void aStreamCanBeginBehindSomethingElseInAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "head and something old");
        MigrationAddress address = MigrationAddress.parse("file:" + file + ",offset=5");
        try (MigrationChannel out = address.connect(TIMEOUT)) {
            write(out, "stream");
        }

        assertThat(file).hasContent("head stream");
        try (Entrance entrance = address.listen();
                MigrationChannel in = entrance.accept(TIMEOUT, TIMEOUT)) {
            assertThat(read(in, 100)).isEqualTo("stream");
        }
    }

    @Test
    void aDescriptorIsOneOfThisProcess() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "stream");
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ);
                MigrationChannel in = MigrationAddress.parse("fd:" + descriptorOf(file))
                        .listen()
                        .accept(TIMEOUT, TIMEOUT)) {
            assertThat(open.isOpen()).isTrue();
            assertThat(read(in, 100)).isEqualTo("stream");
        }
    }

    private static String descriptorOf(Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> leadsTo(descriptor, file))
                    .map(descriptor -> descriptor.getFileName().toString())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aDescriptorMustBeOpen() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MigrationAddress.parse("fd:999999").connect(TIMEOUT))
                .withMessageStartingWith("cannot use file descriptor 999999 (a pipe or a file is needed)");
    }

    private static void write(MigrationChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String read(MigrationChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // the next piece
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }
}
