package dev.tracebridge.demo.engine;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A port or a UNIX socket that waits for a source. For one thread at a time. */
public final class MigrationListener implements Closeable {

    private final ServerSocketChannel server;
    private final Selector selector;
    private final Path socket;

    private MigrationListener(ServerSocketChannel server, Path socket) throws IOException {
        this.server = server;
        this.socket = socket;
        this.selector = Selector.open();
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Listens; with port 0 on one the system chooses. */
    public static MigrationListener bind(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + address.getHostString());
        }
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(address);
            return new MigrationListener(server, null);
        } catch (IOException | RuntimeException e) {
            server.close();
            if (e instanceof IOException) {
                throw new IOException("cannot listen on " + SocketTransport.text(address) + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    /** Listens on a UNIX socket, which must not exist and is removed in the end. */
    public static MigrationListener bind(UnixDomainSocketAddress address) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(address);
            return new MigrationListener(server, address.getPath());
        } catch (IOException | RuntimeException e) {
            server.close();
            if (e instanceof IOException) {
                throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    /**
     * Where this listens.
     *
     * @throws IllegalStateException on a UNIX socket
     */
    public InetSocketAddress address() throws IOException {
        if (server.getLocalAddress() instanceof InetSocketAddress inet) {
            return inet;
        }
        throw new IllegalStateException(name() + " is no port");
    }

    /** Where this listens, as QEMU writes it. */
    public String name() throws IOException {
        return (socket == null ? "tcp:" : "unix:") + SocketTransport.text(server.getLocalAddress());
    }

    /**
     * Waits for the next connection.
     *
     * @param wait how long; zero for ever
     * @param timeout for each read and write of the connection without progress
     */
    public SocketTransport accept(Duration wait, Duration timeout) throws IOException {
        long start = System.nanoTime();
        while (true) {
            SocketChannel channel = server.accept();
            if (channel != null) {
                return SocketTransport.accepted(channel, server.getLocalAddress(), timeout);
            }
            long left = wait.toMillis() - (System.nanoTime() - start) / 1_000_000;
            if (!wait.isZero() && left <= 0) {
                throw new IOException("nobody connected to " + SocketTransport.text(server.getLocalAddress())
                        + " within " + wait.toMillis() / 1000.0 + " s");
            }
            try {
                selector.select(wait.isZero() ? 0 : left);
                selector.selectedKeys().clear();
            } catch (ClosedSelectorException e) {
                throw new AsynchronousCloseException();
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted while waiting for a connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        selector.close();
        if (socket != null) {
            Files.deleteIfExists(socket);
        }
    }
}
