package dev.tracebridge.demo.qemu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A real QEMU without a display, talked to over its monitor. For one thread at a time. */
public final class Qemu implements Closeable {

    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int MEMORY = 32 << 20;
    private static final int PAGE = 4096;

    private final Process process;
    private final Path log;
    private final SocketChannel monitor;
    private final BufferedReader answers;

    /** The QEMUs there are. */
    public enum Version {
        /** Debian's. */
        INSTALLED,
        /** The one in a folder of its own. */
        BOOTSTRAPPED;

        private List<String> command() {
            return this == INSTALLED ? installed() : bootstrapped();
        }

        private static List<String> installed() {
            boolean there = Stream.of(System.getenv("PATH").split(":"))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, "qemu-system-x86_64")));
            assumeTrue(there, "needs QEMU 7.2: qemu-system-x86_64 in the PATH");
            return List.of("qemu-system-x86_64");
        }

        private static List<String> bootstrapped() {
            String root = System.getProperty("tracebridge.qemu10.root");
            assumeTrue(root != null, "needs QEMU 10.0: -Dtracebridge.qemu10.root=DIR");
            return List.of(
                    root + "/lib64/ld-linux-x86-64.so.2",
                    "--library-path",
                    root + "/usr/lib/x86_64-linux-gnu",
                    root + "/usr/bin/qemu-system-x86_64",
                    "-L",
                    root + "/usr/share/qemu",
                    "-L",
                    root + "/usr/share/seabios");
        }
    }

    private Qemu(Process process, Path log, SocketChannel monitor) {
        this.process = process;
        this.log = log;
        this.monitor = monitor;
        this.answers = new BufferedReader(Channels.newReader(monitor, StandardCharsets.UTF_8));
    }

    /**
     * Starts a machine of 32 MiB that boots {@link BootSector}.
     *
     * @param name of the files it keeps in {@code folder}
     */
    public static Qemu start(Version version, Path folder, String name, String... more) throws IOException {
        return boot(version, folder, name, BootSector.write(folder.resolve(name + ".img")), more);
    }

    /**
     * Starts a machine of 32 MiB that boots a floppy disk.
     *
     * @param name of the files it keeps in {@code folder}
     */
    public static Qemu boot(Version version, Path folder, String name, Path floppy, String... more) throws IOException {
        List<String> options = new ArrayList<>(
                List.of("-machine", "pc-i440fx-7.2", "-m", "32", "-drive", "file=" + floppy + ",format=raw,if=floppy"));
        options.addAll(List.of(more));
        return launch(version, folder, name, options);
    }

    /**
     * Starts a machine of memory and nothing else.
     *
     * @param name of the files it keeps in {@code folder}
     */
    public static Qemu bare(Version version, Path folder, String name, int mebibytes, String... more)
            throws IOException {
        List<String> options = new ArrayList<>(List.of("-machine", "none", "-m", Integer.toString(mebibytes)));
        options.addAll(List.of(more));
        return launch(version, folder, name, options);
    }

    private static Qemu launch(Version version, Path folder, String name, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(version.command());
        Path socket = folder.resolve(name + ".qmp");
        command.addAll(List.of("-display", "none", "-nodefaults", "-accel", "tcg"));
        command.addAll(List.of("-qmp", "unix:" + socket + ",server=on,wait=off"));
        command.addAll(options);
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        if (version == Version.BOOTSTRAPPED) {
            builder.environment()
                    .put(
                            "QEMU_MODULE_DIR",
                            System.getProperty("tracebridge.qemu10.root") + "/usr/lib/x86_64-linux-gnu/qemu");
        }
        Process process = builder.start();
        try {
            Qemu qemu = new Qemu(process, log, connect(process, socket, log));
            qemu.answers.readLine(); // the greeting
            qemu.execute("qmp_capabilities");
            return qemu;
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static SocketChannel connect(Process process, Path socket, Path log) throws IOException {
        long start = System.nanoTime();
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (IOException e) {
                channel.close();
                if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new IOException("QEMU did not start: " + Files.readString(log), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Runs a command of the monitor; returns the plain values of its answer, nested ones under their own names. */
    public Map<String, String> execute(String command) throws IOException {
        return execute(command, "{}");
    }

    /**
     * As {@link #execute(String)}.
     *
     * @param arguments a JSON object, in which an apostrophe stands for a quotation mark
     */
    public Map<String, String> execute(String command, String arguments) throws IOException {
        String line = "{\"execute\": \"" + command + "\", \"arguments\": " + arguments.replace('\'', '"') + "}\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            monitor.write(bytes);
        }
        while (true) {
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("QEMU has ended: " + log());
            }
            Map<String, String> values = values(answer);
            if (values.containsKey("error")) {
                throw new IOException(command + ": " + answer);
            }
            if (values.containsKey("return")) {
                return values;
            }
        }
    }

    private static Map<String, String> values(String json) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    values.putIfAbsent(name, parser.nextToken().isScalarValue() ? parser.getText() : "");
                }
            }
        }
        return values;
    }

    /** Begins to migrate. */
    public void migrate(String address) throws IOException {
        execute("migrate", "{'uri': '" + address + "'}");
    }

    /** Switches a migration capability on. */
    public void capability(String name) throws IOException {
        execute("migrate-set-capabilities", "{'capabilities': [{'capability': '" + name + "', 'state': true}]}");
    }

    /** Has migrations send or take pages over so many channels more; none for 0. */
    public void multifd(int channels) throws IOException {
        if (channels > 0) {
            capability("multifd");
            execute("migrate-set-parameters", "{'multifd-channels': " + channels + "}");
        }
    }

    /** Waits until a migration from here has ended and returns how: {@code completed}, {@code failed} or {@code cancelled}. */
    public String migrated() throws IOException {
        return await("query-migrate", "status", ENDED.toArray(String[]::new));
    }

    /** Waits until a migration from here is in a round, counted from 1, or has ended. */
    public void awaitRound(int round) throws IOException {
        await(
                "query-migrate",
                said -> Integer.parseInt(said.getOrDefault("dirty-sync-count", "0")) >= round
                        || ENDED.contains(said.get("status")));
    }

    /** Waits until the migration that goes out or comes in has one of these states, such as {@code postcopy-paused}. */
    public String awaitMigration(String... states) throws IOException {
        return await("query-migrate", "status", states);
    }

    /** Waits until the machine is in one of these states, such as {@code running}. */
    public String awaitState(String... states) throws IOException {
        return await("query-status", "status", states);
    }

    private String await(String command, String value, String... wanted) throws IOException {
        return await(command, said -> List.of(wanted).contains(said.getOrDefault(value, "")))
                .get(value);
    }

    private Map<String, String> await(String command, Predicate<Map<String, String>> until) throws IOException {
        long start = System.nanoTime();
        while (true) {
            Map<String, String> said = execute(command);
            if (until.test(said)) {
                return said;
            }
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IOException(command + " says " + said + " for too long: " + log());
            }
            Thread.onSpinWait();
        }
    }

    /** The number the guest has come to. */
    public long counter() throws IOException {
        String answer = execute(
                        "human-monitor-command",
                        "{'command-line': 'xp /1wx 0x" + Long.toHexString(BootSector.COUNTER) + "'}")
                .get("return");
        return Long.parseLong(answer.substring(answer.indexOf(":") + 1).strip().substring(2), 16);
    }

    /** Waits until the guest has counted beyond {@code number}. */
    public long awaitCounterAbove(long number) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE_NANOS) {
            long counter = counter();
            if (counter > number) {
                return counter;
            }
        }
        throw new IOException("the guest has stopped counting at " + counter());
    }

    /**
     * The pages in which the memories of two machines differ.
     *
     * <p>With QEMU 7.2 only of use where the guest stood still during the migration: its software emulation loses writes
     * between the rounds of precopy, also where nothing is between the two. That of 10.0 does not.
     */
    public static List<String> differingPages(Qemu a, Qemu b, Path folder) throws IOException {
        byte[] first = a.memory(folder);
        byte[] second = b.memory(folder);
        List<String> pages = new ArrayList<>();
        for (int page = 0; page < MEMORY; page += PAGE) {
            if (!Arrays.equals(first, page, page + PAGE, second, page, page + PAGE)) {
                pages.add("0x" + Integer.toHexString(page));
            }
        }
        return pages;
    }

    /** All memory of the machine that boots. */
    public byte[] memory(Path folder) throws IOException {
        return memory(folder, 32);
    }

    /** The first so many MiB of memory. */
    public byte[] memory(Path folder, int mebibytes) throws IOException {
        return Files.readAllBytes(savedMemory(folder, mebibytes));
    }

    /** A new file with the first so many MiB of memory. */
    public Path savedMemory(Path folder, int mebibytes) throws IOException {
        Path file = Files.createTempFile(folder, "memory", ".bin");
        execute("pmemsave", "{'val': 0, 'size': " + (mebibytes << 20) + ", 'filename': '" + file + "'}");
        return file;
    }

    /** What QEMU has said. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        monitor.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
