package dev.tracebridge.demo.it;

import dev.tracebridge.demo.stream.SectionType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Sends a destination what a relay has captured, over as many connections and in their order, and hears its answers.
 * Connections of pages only end when the destination has hung up on the stream itself: a source closes them when all is
 * over, and a capture does not say when.
 */
final class Replay {

    private static final Set<Integer> STREAMS = Set.of((int) 'Q', SectionType.COMMAND.code(), SectionType.PART.code());

    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch streams;

    private Replay(int streams) {
        this.streams = new CountDownLatch(streams);
    }

    /** Sends everything in the folder, and waits until the destination has closed all connections. */
    static void run(Path folder, InetSocketAddress address) throws Exception {
        List<Path> files = new ArrayList<>();
        for (int i = 0; Files.exists(folder.resolve(i + "-forward.bin")); i++) {
            files.add(folder.resolve(i + "-forward.bin"));
        }
        Replay replay = new Replay((int) files.stream().filter(Replay::isStream).count());
        for (Path file : files) {
            SocketChannel socket = SocketChannel.open(address);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean stream = isStream(file);
            replay.start(file + " sent", () -> replay.send(file, stream, socket));
            replay.start(file + " answered", () -> replay.drain(stream, socket));
        }
        for (Thread thread : replay.threads) {
            thread.join();
        }
    }

    private static boolean isStream(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return STREAMS.contains(in.read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private void start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException | InterruptedException e) {
                        // a destination that hangs up says itself why
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private void send(Path file, boolean stream, SocketChannel socket) throws IOException, InterruptedException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long sent = 0;
            while (sent < in.size()) {
                sent += in.transferTo(sent, in.size() - sent, socket);
            }
        }
        if (!stream) {
            streams.await();
        }
        socket.shutdownOutput();
    }

    private void drain(boolean stream, SocketChannel socket) throws IOException {
        ByteBuffer answers = ByteBuffer.allocate(4096);
        try (socket) {
            while (socket.read(answers.clear()) >= 0) {
                // whoever reads captures knows already
            }
        } finally {
            if (stream) {
                streams.countDown();
            }
        }
    }
}
