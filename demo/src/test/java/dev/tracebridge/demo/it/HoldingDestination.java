package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.it.CapturedMigration.Way;
import dev.tracebridge.demo.qemu.Qemu.Version;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code demo destination} with the agent, which takes a captured migration in. */
final class HoldingDestination {

    private static final String WAITING = "waiting for a source on 127.0.0.1:";

    private HoldingDestination() {}

    /** Replays what is in the folder, and returns what the destination has recorded. */
    static List<Hit> run(Path folder, Version version, Way way) throws Exception {
        Path recording = folder.resolve("ours.jfr");
        File out = folder.resolve("ours.txt").toFile();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-javaagent:" + System.getProperty("tracebridge.jar") + "=record=" + recording + ";enable=*",
                "-jar",
                System.getProperty("tracebridge.demo.jar"),
                "destination",
                "--hold",
                "--ram=64M",
                "--listen=127.0.0.1:0"));
        switch (way) {
            case MULTIFD -> {
                command.add("--multifd-channels=" + CapturedMigration.MULTIFD_CHANNELS);
                command.add("--multifd-flush=" + (version == Version.INSTALLED ? "SECTION" : "ROUND"));
            }
            case PREEMPT -> command.add("--postcopy-preempt");
            default -> {
                // the stream says the rest
            }
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out);
        builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("TRACE"));
        Process process = builder.start();
        try (BufferedReader talk = process.errorReader()) {
            Replay.run(folder, address(talk));
            String rest = String.join("\n", talk.lines().toList());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends in time").isTrue();
            assertThat(process.exitValue()).as(rest).isZero();
            assertThat(Files.readString(out.toPath())).contains("completed");
        } finally {
            process.destroyForcibly();
        }
        return Hit.of(recording);
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
