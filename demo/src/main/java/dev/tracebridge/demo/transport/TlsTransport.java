package dev.tracebridge.demo.transport;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A migration under TLS. Both sides show certificates of the authority both trust.
 *
 * <p>QEMU up to 9.2 hangs up without saying goodbye, so the end of the connection is taken for the end of the data: a
 * stream that was cut off is seen by its own format.
 *
 * <p><b>Assumptions.</b> One thread reads and one writes; they may be two. <b>Guarantees.</b> Nothing is read or written
 * before the other side has proved who it is. <b>Progress.</b> As that of the channel below.
 */
public final class TlsTransport implements MigrationChannel {

    private final MigrationChannel below;
    private final SSLEngine engine;
    private final ByteBuffer received;
    private final ByteBuffer toSend;
    private ByteBuffer plain;

    private TlsTransport(MigrationChannel below, SSLEngine engine) {
        this.below = below;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        this.received = ByteBuffer.allocate(2 * packet).limit(0);
        this.toSend = ByteBuffer.allocate(2 * packet);
        this.plain = ByteBuffer.allocate(2 * engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    /**
     * Becomes the client on a fresh channel, which is closed if that fails.
     *
     * @param host the name or address the server's certificate must be for
     */
    public static MigrationChannel client(MigrationChannel below, TlsCredentials credentials, String host)
            throws IOException {
        SSLEngine engine = credentials.context().createSSLEngine(host, 0);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        MigrationTrace.migration_tls_outgoing_handshake_start(host);
        TlsTransport transport = new TlsTransport(below, engine);
        try {
            transport.handshake();
        } catch (IOException e) {
            MigrationTrace.migration_tls_outgoing_handshake_error(e.getMessage());
            throw transport.refused(e);
        }
        MigrationTrace.migration_tls_outgoing_handshake_complete();
        return transport;
    }

    /** Becomes the server on a fresh channel, which is closed if that fails; the client must show a certificate. */
    public static MigrationChannel server(MigrationChannel below, TlsCredentials credentials) throws IOException {
        SSLEngine engine = credentials.context().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        engine.setEnabledProtocols(credentials.serverProtocols());
        MigrationTrace.migration_tls_incoming_handshake_start();
        TlsTransport transport = new TlsTransport(below, engine);
        try {
            transport.handshake();
        } catch (IOException e) {
            MigrationTrace.migration_tls_incoming_handshake_error(e.getMessage());
            throw transport.refused(e);
        }
        MigrationTrace.migration_tls_incoming_handshake_complete();
        return transport;
    }

    private IOException refused(IOException e) {
        try {
            flush(engine.wrap(ByteBuffer.allocate(0), toSend)); // the other side may learn why
        } catch (IOException | RuntimeException secondary) {
            e.addSuppressed(secondary);
        }
        try {
            below.close();
        } catch (IOException secondary) {
            e.addSuppressed(secondary);
        }
        return new IOException("TLS handshake with " + below.peer() + ": " + e.getMessage(), e);
    }

    private void handshake() throws IOException {
        engine.beginHandshake();
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            switch (status) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> flush(engine.wrap(ByteBuffer.allocate(0), toSend));
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap()) {
                        throw new SSLException("the other side hung up");
                    }
                }
                default -> {
                    return;
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void flush(SSLEngineResult result) throws IOException {
        toSend.flip();
        try {
            while (toSend.hasRemaining()) {
                below.write(toSend);
            }
        } finally {
            toSend.clear();
        }
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && !engine.isOutboundDone()) {
            throw new SSLException("the connection is closed");
        }
    }

    /** Decrypts the next record into {@code plain}, which was empty; false at the end. */
    private boolean unwrap() throws IOException {
        while (true) {
            plain.clear();
            SSLEngineResult result;
            try {
                result = engine.unwrap(received, plain);
            } finally {
                plain.flip();
            }
            switch (result.getStatus()) {
                case OK -> {
                    if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                        runTasks();
                    }
                    return true;
                }
                case CLOSED -> {
                    return false;
                }
                case BUFFER_OVERFLOW ->
                    plain = ByteBuffer.allocate(2 * engine.getSession().getApplicationBufferSize())
                            .limit(0);
                default -> {
                    received.compact();
                    int count;
                    try {
                        count = below.read(received);
                    } finally {
                        received.flip();
                    }
                    if (count < 0) {
                        return false;
                    }
                }
            }
        }
    }

    @Override
    public String type() {
        return "qio-channel-tls";
    }

    @Override
    public String peer() {
        return below.peer();
    }

    @Override
    public boolean hasReturnPath() {
        return below.hasReturnPath();
    }

    @Override
    public void readTimeout(Duration timeout) {
        below.readTimeout(timeout);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        while (!plain.hasRemaining()) {
            if (!unwrap()) {
                return -1;
            }
        }
        int count = Math.min(plain.remaining(), target.remaining());
        target.put(plain.slice().limit(count));
        plain.position(plain.position() + count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int start = source.position();
        while (source.hasRemaining()) {
            flush(engine.wrap(source, toSend));
        }
        return source.position() - start;
    }

    @Override
    public boolean isOpen() {
        return below.isOpen();
    }

    @Override
    public void close() throws IOException {
        if (!below.isOpen()) {
            return;
        }
        try {
            engine.closeOutbound();
            flush(engine.wrap(ByteBuffer.allocate(0), toSend));
        } catch (IOException e) {
            // the other side has gone without a goodbye
        } finally {
            below.close();
        }
    }
}
