package dev.tracebridge.demo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.OwnThread;
import dev.tracebridge.demo.transport.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source and destination under TLS. */
class DemoTlsTest {

    private static final String DESTINATION =
            "destination --listen 127.0.0.1:0 --ram 16M --run-for 10ms --check --wait 20s --timeout 20s --address-file ";

    @TempDir
    private static Path shared;

    private static Path credentials;
    private static Path strangers;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCredentials() throws Exception {
        credentials = Certificates.write(shared.resolve("credentials"));
        strangers = Certificates.write(shared.resolve("strangers"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--max-bandwidth 64M | --recover-for 1s",
                "--multifd-channels 2 | --multifd-channels 2",
                "--postcopy-after 0s --max-postcopy-bandwidth 32M | --recover-for 1s"
            })
    void migratesAGuestWithItsMemory(String sourceOptions, String destinationOptions) throws Exception {
        CompletableFuture<Run> destination = destination("--tls-creds " + credentials + " " + destinationOptions);

        Run source = source("--tls-creds " + credentials + " " + sourceOptions);
        Run received = destination.get();

        assertThat(source.exitCode()).as(source.err()).isZero();
        assertThat(received.exitCode()).as(received.err()).isZero();
        assertThat(source.out()).containsPattern("memory equal +true").containsPattern("guest runs here +false");
        assertThat(received.out()).containsPattern("memory equal +true").containsPattern("guest runs here +true");
    }

    @Test
    void refusesASourceOfAnotherAuthority() throws Exception {
        CompletableFuture<Run> destination = destination("--tls-creds " + credentials);

        Run source = source("--tls-creds " + strangers);

        assertThat(source.exitCode()).isEqualTo(3);
        assertThat(source.err())
                .startsWith("demo: TLS handshake with 127.0.0.1")
                .hasLineCount(1);
        assertThat(destination.get().exitCode()).isEqualTo(3);
    }

    @Test
    void tellsAHostFromItsNameOnTheCertificate() throws Exception {
        CompletableFuture<Run> destination = destination("--tls-creds " + credentials);

        Run source = source("--tls-hostname elsewhere.example --tls-creds " + credentials);

        assertThat(source.exitCode()).isEqualTo(3);
        assertThat(source.err()).contains("elsewhere.example");
        assertThat(destination.get().exitCode()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source --to-file x | --tls-creds needs --to",
                "source --to 127.0.0.1:1 --postcopy-after 0s --postcopy-preempt | does not go with --tls-creds",
                "destination --from-file x | --tls-creds needs --listen",
                "destination --listen 127.0.0.1:0 --postcopy-preempt | does not go with --tls-creds"
            })
    void explainsWhatDoesNotGoTogether(String line, String message) {
        Run run = Run.of((line + " --tls-creds " + credentials).split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void namesTheFileThatIsMissing() {
        Run run = Run.of("source", "--to", "127.0.0.1:1", "--tls-creds", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("ca-cert.pem: expected a file in PEM");
    }

    private CompletableFuture<Run> destination(String more) {
        String line = DESTINATION + folder.resolve("address") + " " + more;
        return CompletableFuture.supplyAsync(() -> Run.of(line.split(" ")), OwnThread.EACH);
    }

    private Run source(String more) throws Exception {
        Path address = folder.resolve("address");
        while (!Files.exists(address)) {
            Thread.onSpinWait();
        }
        String line = "source --ram 16M --warm-up 20ms --dirty-rate 4M --check --to "
                + Files.readString(address).strip() + " " + more;
        return Run.of(line.split(" "));
    }
}
