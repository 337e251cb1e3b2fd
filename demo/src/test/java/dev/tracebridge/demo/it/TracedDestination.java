package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code demo destination} in a process of its own, with the agent and every tracepoint on. */
final class TracedDestination implements Closeable {

    private static final String WAITING = "waiting for a source on 127.0.0.1:";

    private final Process process;
    private final BufferedReader talk;
    private final Path recording;
    private final File out;
    private final InetSocketAddress address;

    private TracedDestination(Process process, Path recording, File out) throws IOException {
        this.process = process;
        this.talk = process.errorReader();
        this.recording = recording;
        this.out = out;
        this.address = address(talk);
    }

    /** Starts one, and waits until a source can connect. */
    static TracedDestination start(Path folder, List<String> options) throws IOException {
        Path recording = folder.resolve("ours.jfr");
        File out = folder.resolve("ours.txt").toFile();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + System.getProperty("tracebridge.jar") + "=record=" + recording + ";enable=*",
                "-jar",
                System.getProperty("tracebridge.demo.jar"),
                "destination",
                "--listen=127.0.0.1:0"));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out);
        builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("TRACE"));
        Process process = builder.start();
        try {
            return new TracedDestination(process, recording, out);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Waits for its end, which must be a good one; returns what it has recorded. */
    List<Hit> finish() throws Exception {
        String said = String.join("\n", talk.lines().toList());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends in time").isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(Files.readString(out.toPath())).contains("completed");
        return Hit.of(recording);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        talk.close();
    }

    private static InetSocketAddress address(BufferedReader talk) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = talk.readLine(); line != null; line = talk.readLine()) {
            int found = line.indexOf(WAITING);
            if (found >= 0) {
                int port = Integer.parseInt(line.substring(found + WAITING.length()));
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            }
            said.append(line).append('\n');
        }
        throw new IOException("the destination did not start: " + said);
    }
}
