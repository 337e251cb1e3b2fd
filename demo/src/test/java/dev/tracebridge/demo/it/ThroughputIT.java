package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineModel;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.qemu.Qemu;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same memory by our source to our destination, with the agent and without, and by QEMU to QEMU: over the loopback,
 * without multifd, without a limit to the bandwidth, in turns. {@code demo/throughput} runs this with more memory and more
 * rounds. Each migration has its bytes counted and the memory compared at its end.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThroughputIT {

    /** Of QEMU's bytes a second. */
    private static final double QEMU_BAR = 0.5;

    /** Of the bytes a second without the agent. */
    private static final double AGENT_BAR = 0.95;

    private static final int NOISE = 3;

    /** Migrations between two JVMs. */
    private static final int REPETITIONS = 6;

    private static final String WAITING = "demo: waiting for a source on ";

    private static final int MEBIBYTES = Integer.getInteger("tracebridge.throughput.mebibytes", 128);
    private static final int ROUNDS = Integer.getInteger("tracebridge.throughput.rounds", 2);

    private static final MachineSettings SETTINGS =
            new MachineSettings((long) MEBIBYTES << 20, 100, RamBlock.PAGE_SIZE, 0);

    private final List<Double> ours = new ArrayList<>();
    private final List<Double> traced = new ArrayList<>();
    private final List<Double> qemus = new ArrayList<>();
    private final List<Double> laterOurs = new ArrayList<>();
    private final List<Double> laterTraced = new ArrayList<>();
    private Path folder;
    private Path image;

    @BeforeAll
    void measure(@TempDir Path temporary) throws Exception {
        folder = temporary;
        image = folder.resolve("memory.bin");
        try (Machine machine = Machine.booted(MachineModel.NONE, SETTINGS);
                FileChannel file = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer memory = machine.memory().blocks().get(0).memory();
            while (file.position() < memory.capacity()) {
                file.write(memory.slice((int) file.position(), memory.capacity() - (int) file.position()));
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            qemus.add(qemuToQemu(round));
            ours.add(sourceToDestination(round, false));
            traced.add(sourceToDestination(round, true));
            laterOurs.add(laterMigrations(round, false));
            laterTraced.add(laterMigrations(round, true));
        }
        System.out.printf(
                Locale.ROOT,
                "%d MiB, median of %d (MB/s): QEMU to QEMU %.0f, source to destination %.0f, with the agent %.0f%n",
                MEBIBYTES,
                ROUNDS,
                median(qemus),
                median(ours),
                median(traced));
    }

    @Test
    void isHalfAsFastAsQemu() {
        double ratio = medianRatio(ours, qemus);
        System.out.printf(Locale.ROOT, "source to destination / QEMU to QEMU: %.2f (bar: %.2f)%n", ratio, QEMU_BAR);

        assertThat(ratio).isGreaterThan(QEMU_BAR / NOISE);
    }

    @Test
    void isHardlySlowerWithTheAgent() {
        double ratio = medianRatio(traced, ours);
        System.out.printf(Locale.ROOT, "with the agent / without: %.2f (bar: %.2f)%n", ratio, AGENT_BAR);

        assertThat(ratio).isGreaterThan(AGENT_BAR / NOISE);
    }

    @Test
    void isHardlySlowerWithTheAgentOnceLoaded() {
        double ratio = medianRatio(laterTraced, laterOurs);
        System.out.printf(
                Locale.ROOT,
                "with the agent / without, from the second migration of a JVM on: %.2f (bar: %.2f)%n",
                ratio,
                AGENT_BAR);

        assertThat(ratio).isGreaterThan(AGENT_BAR / NOISE);
    }

    private double qemuToQemu(int round) throws IOException {
        String loader = "loader,file=" + image + ",addr=0,force-raw=on";
        try (Qemu from = Qemu.bare(Qemu.Version.INSTALLED, folder, "a" + round, MEBIBYTES, "-device", loader);
                Qemu to = Qemu.bare(Qemu.Version.INSTALLED, folder, "b" + round, MEBIBYTES, "-incoming", "defer")) {
            to.execute("migrate-incoming", "{'uri': 'tcp:127.0.0.1:0'}");
            from.execute("migrate-set-parameters", "{'max-bandwidth': " + (100L << 30) + "}");
            from.migrate("tcp:127.0.0.1:" + to.execute("query-migrate").get("port"));
            assertThat(from.migrated()).isEqualTo("completed");
            to.awaitState("running");
            Map<String, String> said = from.execute("query-migrate");
            Path arrived = to.savedMemory(folder, MEBIBYTES);
            assertThat(Files.mismatch(arrived, image))
                    .as("the first byte that is wrong")
                    .isEqualTo(-1);
            Files.delete(arrived);
            return rate(Long.parseLong(said.get("transferred")), Double.parseDouble(said.get("total-time")));
        }
    }

    private double sourceToDestination(int round, boolean agent) throws Exception {
        List<String> both = List.of("--machine", "NONE", "--ram", MEBIBYTES + "M", "--check", "--json");
        Path arrived = folder.resolve("destination.json");
        Path sent = folder.resolve("source.json");
        Process destination = start(
                agent ? "destination" + round : null,
                arrived,
                both,
                "destination --listen 127.0.0.1:0 --run-for 0ms --wait 60s");
        Process source = null;
        try {
            source = start(
                    agent ? "source" + round : null,
                    sent,
                    both,
                    "source --used 100 --dirty-rate 0 --max-bandwidth 100G --to " + address(destination));
            assertThat(source.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(destination.waitFor(1, TimeUnit.MINUTES)).isTrue();
            String said = Files.readString(sent);
            assertThat(said).contains("\"memory-equal\":true");
            assertThat(Files.readString(arrived)).contains("\"memory-equal\":true");
            return rate((long) figure("transferred", said), figure("total-time", said));
        } finally {
            destination.destroyForcibly();
            if (source != null) {
                source.destroyForcibly();
            }
        }
    }

    /** The median of all migrations between two JVMs but the first. */
    private double laterMigrations(int round, boolean agent) throws Exception {
        String about = ((long) MEBIBYTES << 20) + " " + REPETITIONS;
        Process destination = startRepeated(agent ? "later-destination" + round : null, "destination " + about);
        try {
            String port = destination.inputReader().readLine();
            Process source = startRepeated(agent ? "later-source" + round : null, "source " + about + " " + port);
            try {
                List<Double> rates = new ArrayList<>();
                BufferedReader said = source.inputReader();
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    rates.add(Double.parseDouble(line) / 1000);
                }
                assertThat(source.waitFor()).isZero();
                assertThat(destination.waitFor()).isZero();
                assertThat(rates).hasSize(REPETITIONS);
                return median(rates.subList(1, REPETITIONS));
            } finally {
                source.destroyForcibly();
            }
        } finally {
            destination.destroyForcibly();
        }
    }

    private Process startRepeated(String recording, String arguments) throws Exception {
        Path tests = Path.of(RepeatedMigrations.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> line = java(recording);
        line.addAll(List.of(
                "-cp",
                System.getProperty("tracebridge.demo.jar") + File.pathSeparator + tests,
                RepeatedMigrations.class.getName()));
        line.addAll(List.of(arguments.split(" ")));
        return builder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** Where a destination waits, as it says itself. */
    private static String address(Process destination) throws IOException {
        BufferedReader talk = destination.errorReader();
        for (String line = talk.readLine(); line != null; line = talk.readLine()) {
            if (line.startsWith(WAITING)) {
                return line.substring(WAITING.length());
            }
            System.err.println(line);
        }
        throw new IOException("the destination did not start");
    }

    /** Starts a command of the demo, under the agent if it is to leave a recording of this name. */
    private Process start(String recording, Path out, List<String> both, String command) throws IOException {
        List<String> line = java(recording);
        line.addAll(List.of("-jar", System.getProperty("tracebridge.demo.jar")));
        line.addAll(List.of(command.split(" ")));
        line.addAll(both);
        return builder(line).redirectOutput(out.toFile()).start();
    }

    /** The begin of a command line, under the agent if it is to leave a recording of this name. */
    private List<String> java(String recording) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (recording != null) {
            line.add("-javaagent:" + System.getProperty("tracebridge.jar") + "=record="
                    + folder.resolve(recording + ".jfr"));
        }
        return line;
    }

    private static ProcessBuilder builder(List<String> line) {
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("TRACE"));
        return builder;
    }

    /** Megabytes a second, if all of the memory was sent. */
    private static double rate(long bytes, double milliseconds) {
        assertThat(bytes).as("bytes sent").isGreaterThan(((long) MEBIBYTES << 20) * 98 / 100);
        return bytes / milliseconds / 1000;
    }

    private static double figure(String name, String json) {
        Matcher matcher = Pattern.compile("\"" + name + "\":([0-9.]+)").matcher(json);
        assertThat(matcher.find()).as("%s in %s", name, json).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    private static double medianRatio(List<Double> some, List<Double> others) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            ratios.add(some.get(i) / others.get(i));
        }
        return median(ratios);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
