package dev.tracebridge.demo.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.OwnThread;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTransportTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static Path credentials;

    @BeforeAll
    static void makeCertificates() throws Exception {
        credentials = Certificates.write(folder.resolve("credentials"));
    }

    private static CompletableFuture<MigrationChannel> client(Entrance entrance, Path folder, String host) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        MigrationChannel below =
                                MigrationAddress.parse(entrance.name()).connect(TIMEOUT);
                        return TlsTransport.client(below, TlsCredentials.client(folder), host);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                OwnThread.EACH);
    }

    @Test
    void carriesBytesBothWays() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        try (Entrance entrance = MigrationAddress.parse("127.0.0.1:0").listen()) {
            CompletableFuture<MigrationChannel> connecting = client(entrance, credentials, "127.0.0.1");
            try (MigrationChannel in =
                            TlsTransport.server(entrance.accept(TIMEOUT, TIMEOUT), TlsCredentials.server(credentials));
                    MigrationChannel out = connecting.get()) {
                CompletableFuture<Void> sending = CompletableFuture.runAsync(
                        () -> {
                            try {
                                StreamOutput output = StreamOutput.of(out);
                                output.bytes(bytes);
                                output.flush();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        OwnThread.EACH);
                StreamInput input = StreamInput.of(in);
                assertThat(input.bytes(bytes.length, "all")).isEqualTo(bytes);
                sending.get();
                StreamOutput answer = StreamOutput.of(in);
                answer.u32(7);
                answer.flush();
                assertThat(StreamInput.of(out).u32("answer")).isEqualTo(7);
                assertThat(out.type()).isEqualTo("qio-channel-tls");
                assertThat(input.position()).isEqualTo(bytes.length);
            }
        }
    }

    @Test
    void refusesAServerOfAnotherName() throws Exception {
        try (Entrance entrance = MigrationAddress.parse("127.0.0.1:0").listen()) {
            CompletableFuture<MigrationChannel> connecting = client(entrance, credentials, "example.test");
            MigrationChannel below = entrance.accept(TIMEOUT, TIMEOUT);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                // with TLS 1.3 the server may be done before the client has looked at its certificate
                MigrationChannel in = TlsTransport.server(below, TlsCredentials.server(credentials));
                StreamInput.of(in).u8("anything");
            });
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(connecting::get)
                    .withMessageContaining("TLS handshake with 127.0.0.1:")
                    .withMessageContaining("example.test");
        }
    }

    @Test
    void refusesAClientWithoutACertificate() throws Exception {
        Path anonymous = Files.createDirectories(folder.resolve("anonymous"));
        Files.copy(credentials.resolve("ca-cert.pem"), anonymous.resolve("ca-cert.pem"));
        try (Entrance entrance = MigrationAddress.parse("127.0.0.1:0").listen()) {
            CompletableFuture<MigrationChannel> connecting = client(entrance, anonymous, "127.0.0.1");
            MigrationChannel below = entrance.accept(TIMEOUT, TIMEOUT);

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> TlsTransport.server(below, TlsCredentials.server(credentials)))
                    .withMessageContaining("TLS handshake with 127.0.0.1:");
            connecting.handle((channel, failure) -> null).get();
        }
    }

    @Test
    void namesTheFileThatIsMissing() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> TlsCredentials.server(folder))
                .withMessage(folder.resolve("ca-cert.pem") + ": expected a file in PEM, found none that can be read");
    }

    @Test
    void namesTheKeyThatIsNone() throws IOException {
        Path broken = Files.createDirectories(folder.resolve("broken"));
        for (String name : new String[] {"ca-cert.pem", "server-cert.pem"}) {
            Files.copy(credentials.resolve(name), broken.resolve(name));
        }
        Files.writeString(broken.resolve("server-key.pem"), "nothing");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> TlsCredentials.server(broken))
                .withMessageEndingWith("server-key.pem: expected a PRIVATE KEY in PEM without a password, found none");
    }
}
