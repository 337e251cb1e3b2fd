package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.transport.MigrationAddress;
import dev.tracebridge.demo.transport.TlsCredentials;
import dev.tracebridge.demo.transport.TlsTransport;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** TLS of a source, where it is asked for. */
final class TlsClientOptions {

    @Option(
            names = "--tls-creds",
            paramLabel = "DIR",
            description = "Use TLS with the certificates in this folder, laid out as QEMU's tls-creds-x509: "
                    + "ca-cert.pem, and client-cert.pem with client-key.pem to show to the destination.")
    private Path folder;

    @Option(
            names = "--tls-hostname",
            paramLabel = "NAME",
            description = "The name the destination's certificate is for, if it is not the host of --to.")
    private String hostname;

    /** What is in the folder; null without TLS. */
    TlsCredentials credentials() throws CommandFailedException {
        try {
            return folder == null ? null : TlsCredentials.client(folder);
        } catch (IOException e) {
            throw CommandFailedException.inputWrong(e.getMessage());
        }
    }

    /** The source's end of a channel, under TLS unless {@code credentials} is null. */
    MigrationChannel client(MigrationChannel channel, TlsCredentials credentials, MigrationAddress to)
            throws IOException {
        String host = to instanceof MigrationAddress.Tcp tcp ? tcp.address().getHostString() : "localhost";
        return client(channel, credentials, host);
    }

    /**
     * The source's end of a channel, under TLS unless {@code credentials} is null.
     *
     * @param host whom the channel leads to, by the name it was asked for
     */
    MigrationChannel client(MigrationChannel channel, TlsCredentials credentials, String host) throws IOException {
        return credentials == null
                ? channel
                : TlsTransport.client(channel, credentials, hostname == null ? host : hostname);
    }
}
