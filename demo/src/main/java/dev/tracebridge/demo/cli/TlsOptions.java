package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.transport.MigrationAddress;
import dev.tracebridge.demo.transport.TlsCredentials;
import dev.tracebridge.demo.transport.TlsTransport;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** TLS, where it is asked for. */
final class TlsOptions {

    @Option(
            names = "--tls-creds",
            paramLabel = "DIR",
            description = "Use TLS with the certificates in this folder, laid out as QEMU's tls-creds-x509: "
                    + "ca-cert.pem, server-cert.pem, server-key.pem, client-cert.pem, client-key.pem. "
                    + "Both sides must show one.")
    private Path folder;

    /** The destination's end of a channel. */
    MigrationChannel server(MigrationChannel channel, TlsCredentials credentials) throws IOException {
        return credentials == null ? channel : TlsTransport.server(channel, credentials);
    }

    /** The source's end of a channel. */
    MigrationChannel client(MigrationChannel channel, TlsCredentials credentials, MigrationAddress to, String name)
            throws IOException {
        if (credentials == null) {
            return channel;
        }
        String host = name != null
                ? name
                : to instanceof MigrationAddress.Tcp tcp ? tcp.address().getHostString() : "localhost";
        return TlsTransport.client(channel, credentials, host);
    }

    TlsCredentials serverCredentials() throws CommandFailedException {
        return credentials(TlsCredentials::server);
    }

    TlsCredentials clientCredentials() throws CommandFailedException {
        return credentials(TlsCredentials::client);
    }

    private interface Reader {
        TlsCredentials read(Path folder) throws IOException;
    }

    private TlsCredentials credentials(Reader reader) throws CommandFailedException {
        try {
            return folder == null ? null : reader.read(folder);
        } catch (IOException e) {
            throw CommandFailedException.inputWrong(e.getMessage());
        }
    }
}
