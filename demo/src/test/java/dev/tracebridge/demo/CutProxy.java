package dev.tracebridge.demo;

import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.SocketTransport;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A wire between source and destination that breaks after so many bytes in one direction: what came before arrives, what
 * comes after does not, and both sides lose the connection, at once or when the next byte comes. Connections beyond the
 * first break where they are told to, one after the other, or not at all.
 */
public final class CutProxy implements Closeable {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final MigrationListener listener;
    private final InetSocketAddress target;
    private final List<Long> forwardCuts;
    private final List<Long> backwardCuts;
    private final boolean atOnce;
    private final List<SocketTransport> open = new ArrayList<>();
    private final List<ByteArrayOutputStream> recorded = new ArrayList<>();
    private final List<ByteArrayOutputStream> answers = new ArrayList<>();
    private volatile boolean cut;

    /**
     * Waits for the source.
     *
     * @param forwardCuts for each connection in turn after how many bytes to the destination it breaks; -1 for never
     * @param backwardCuts the same for bytes to the source
     * @param atOnce whether it breaks as soon as so many bytes have passed, so that no answer to them arrives; otherwise
     *     when there are more
     */
    public CutProxy(InetSocketAddress target, List<Long> forwardCuts, List<Long> backwardCuts, boolean atOnce)
            throws IOException {
        this.target = target;
        this.atOnce = atOnce;
        this.forwardCuts = forwardCuts;
        this.backwardCuts = backwardCuts;
        this.listener = MigrationListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start(this::accept, "proxy");
    }

    /** Where the source is to connect. */
    public InetSocketAddress address() throws IOException {
        return listener.address();
    }

    /** Whether the wire has broken. */
    boolean isCut() {
        return cut;
    }

    /** All bytes that reached the destination over the first connection. */
    byte[] recorded() {
        return recorded(0);
    }

    /** All bytes that reached the destination over a connection, counted from 0. */
    synchronized byte[] recorded(int connection) {
        return connection < recorded.size() ? recorded.get(connection).toByteArray() : new byte[0];
    }

    /** All bytes that reached the source over a connection, counted from 0. */
    synchronized byte[] answers(int connection) {
        return connection < answers.size() ? answers.get(connection).toByteArray() : new byte[0];
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (this) {
            for (SocketTransport channel : open) {
                channel.close();
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketTransport in = listener.accept(Duration.ZERO, TIMEOUT);
                SocketTransport out = SocketTransport.connect(target, TIMEOUT);
                in.readTimeout(Duration.ZERO);
                out.readTimeout(Duration.ZERO);
                long forward = at(forwardCuts);
                long backward = at(backwardCuts);
                ByteArrayOutputStream record = new ByteArrayOutputStream();
                ByteArrayOutputStream answer = new ByteArrayOutputStream();
                synchronized (this) {
                    recorded.add(record);
                    answers.add(answer);
                    open.add(in);
                    open.add(out);
                }
                start(() -> forward(in, out, forward, record), "proxy forward");
                start(() -> forward(out, in, backward, answer), "proxy backward");
            }
        } catch (IOException | RuntimeException e) {
            // closed
        }
    }

    private synchronized long at(List<Long> cuts) {
        return recorded.size() < cuts.size() ? cuts.get(recorded.size()) : -1;
    }

    private void forward(SocketTransport from, SocketTransport to, long limit, ByteArrayOutputStream record) {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        long left = limit < 0 ? Long.MAX_VALUE : limit;
        try {
            while (left > 0) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                int count = from.read(buffer);
                if (count < 0) {
                    break;
                }
                left -= count;
                record(buffer, record);
                to.write(buffer.flip());
            }
            cut |= left == 0;
            if (left == 0 && !atOnce) {
                from.read(buffer.clear());
            }
        } catch (IOException e) {
            // one side has hung up
        }
        closeQuietly(from);
        closeQuietly(to);
    }

    private synchronized void record(ByteBuffer buffer, ByteArrayOutputStream record) {
        record.write(buffer.array(), 0, buffer.position());
    }

    private static void closeQuietly(SocketTransport channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing more is wanted of it
        }
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
