package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.transport.TlsCredentials;
import dev.tracebridge.demo.transport.TlsTransport;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** TLS of a destination, where it is asked for. */
final class TlsServerOptions {

    @Option(
            names = "--tls-creds",
            paramLabel = "DIR",
            description = "Use TLS with the certificates in this folder, laid out as QEMU's tls-creds-x509: "
                    + "ca-cert.pem, server-cert.pem, server-key.pem. The source must show a certificate too.")
    private Path folder;

    /** What is in the folder; null without TLS. */
    TlsCredentials credentials() throws CommandFailedException {
        try {
            return folder == null ? null : TlsCredentials.server(folder);
        } catch (IOException e) {
            throw CommandFailedException.inputWrong(e.getMessage());
        }
    }

    /** The destination's end of a channel, under TLS unless {@code credentials} is null. */
    static MigrationChannel over(MigrationChannel channel, TlsCredentials credentials) throws IOException {
        return credentials == null ? channel : TlsTransport.server(channel, credentials);
    }
}
