package dev.tracebridge.demo.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A TCP or UNIX socket connection whose reads and writes give up on a peer that stalls.
 *
 * <p><b>Assumptions.</b> One thread reads and one writes; they may be two. <b>Guarantees.</b> A read or write that makes no
 * progress for its timeout ends with {@link StalledPeerException}; {@link #close} from any thread ends both.
 * <b>Progress.</b> Neither direction waits for the other.
 */
public final class SocketTransport implements MigrationChannel {

    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private final String peer;
    private final Duration writeTimeout;
    private volatile Duration readTimeout;

    private SocketTransport(SocketChannel channel, SocketAddress remote, Duration timeout) throws IOException {
        this.channel = channel;
        this.writeTimeout = timeout;
        this.readTimeout = timeout;
        channel.configureBlocking(false);
        if (remote instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        peer = text(remote);
        readable = Selector.open();
        writable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    /**
     * Connects.
     *
     * @param timeout for connecting, and for each read and write without progress
     */
    public static SocketTransport connect(InetSocketAddress address, Duration timeout) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + address.getHostString());
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(address, Math.toIntExact(timeout.toMillis()));
            return new SocketTransport(channel, address, timeout);
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (e instanceof IOException) {
                throw new IOException("cannot connect to " + text(address) + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    /**
     * Connects to a UNIX socket.
     *
     * @param timeout for each read and write without progress
     */
    public static SocketTransport connect(UnixDomainSocketAddress address, Duration timeout) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(address);
            return new SocketTransport(channel, address, timeout);
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (e instanceof IOException) {
                throw new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    /**
     * Takes over a connection that has been accepted at {@code local}.
     *
     * @param timeout for each read and write without progress
     */
    public static SocketTransport accepted(SocketChannel channel, SocketAddress local, Duration timeout)
            throws IOException {
        try {
            // the other end of a UNIX socket has no name
            SocketAddress remote = local instanceof InetSocketAddress ? channel.getRemoteAddress() : local;
            return new SocketTransport(channel, remote, timeout);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Host and port or a path, as they are written on a command line. */
    public static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? text(inet) : String.valueOf(address);
    }

    /** Host and port, as they are written on a command line. */
    public static String text(InetSocketAddress address) {
        String host = address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override
    public String type() {
        return "qio-channel-socket";
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public boolean hasReturnPath() {
        return true;
    }

    @Override
    public void readTimeout(Duration timeout) {
        readTimeout = timeout;
        readable.wakeup();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        long waitingSince = System.nanoTime();
        while (true) {
            int count = channel.read(target);
            if (count != 0 || !target.hasRemaining()) {
                return count;
            }
            Duration timeout = readTimeout;
            await(readable, timeout, waitingSince, "came");
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int written = 0;
        long waitingSince = System.nanoTime();
        while (source.hasRemaining()) {
            int count = channel.write(source);
            written += count;
            if (count > 0) {
                waitingSince = System.nanoTime();
            } else {
                await(writable, writeTimeout, waitingSince, "was taken");
            }
        }
        return written;
    }

    /** Tells the other side that nothing more will be written; reading goes on. */
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        readable.close();
        writable.close();
    }

    private void await(Selector selector, Duration timeout, long since, String doing) throws IOException {
        long waited = (System.nanoTime() - since) / 1_000_000;
        long left = timeout.toMillis() - waited;
        if (!timeout.isZero() && left <= 0) {
            throw new StalledPeerException(peer, doing, timeout);
        }
        try {
            selector.select(timeout.isZero() ? 0 : left);
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            throw new AsynchronousCloseException();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted while waiting for " + peer);
        }
    }
}
