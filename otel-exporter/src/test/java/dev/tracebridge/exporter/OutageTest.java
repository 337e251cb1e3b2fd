package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.FaultyCollector.Fault;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What arrives at a collector that fails for a while. */
class OutageTest {

    private static final int SECTIONS = 700;
    private static final String KEY = "s3cret-key";
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AtomicLong emitted = new AtomicLong();
    private final List<String> properties = new ArrayList<>();

    @AfterEach
    void forgetProperties() {
        properties.forEach(System::clearProperty);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = Mode.EXCLUDE,
            names = {"NONE", "BAD_REQUEST", "PARTIAL"})
    void losesAndRepeatsNothingOfWhatWasNotTaken(Fault fault) throws Exception {
        if (fault == Fault.HANG) {
            // Shorter than a busy machine may need for what does not hang.
            set("otel.exporter.otlp.timeout", "700");
            set("otel.exporter.otlp.connect.timeout", "500");
        }
        try (FaultyCollector collector = FaultyCollector.start();
                Recording recording = recording()) {
            JvmExporter exporter = start(collector, "http", Map.of());
            collector.fail(fault);
            sections(0, SECTIONS);
            assertThat(collector.awaitFailures()).isTrue();
            sections(SECTIONS, 2 * SECTIONS);
            collector.fail(Fault.NONE);
            sections(2 * SECTIONS, 3 * SECTIONS);
            assertAllArriveOnce(exporter, collector, recording);
        }
    }

    @Test
    void losesNothingToACollectorThatIsNotThereYet() throws Exception {
        try (FaultyCollector collector = FaultyCollector.ofFreePort();
                Recording recording = recording()) {
            JvmExporter exporter = start(collector, "http", Map.of());
            sections(0, 2 * SECTIONS);
            awaitLog("refused");
            collector.listen();
            sections(2 * SECTIONS, 3 * SECTIONS);
            assertAllArriveOnce(exporter, collector, recording);
        }
    }

    @Test
    void losesNothingToACollectorWithAWrongCertificate() throws Exception {
        SSLContext wrong = certificate("wrong");
        SSLContext right = certificate("right");
        set("otel.exporter.otlp.certificate", folder.resolve("right.pem").toString());
        try (FaultyCollector collector = FaultyCollector.ofFreePort();
                Recording recording = recording()) {
            collector.listen(wrong);
            JvmExporter exporter = start(collector, "https", Map.of());
            sections(0, 2 * SECTIONS);
            awaitLog("SSLHandshakeException");
            collector.stop();
            collector.listen(right);
            sections(2 * SECTIONS, 3 * SECTIONS);
            assertAllArriveOnce(exporter, collector, recording);
        }
    }

    @Test
    void leavesTheCollectorAloneForAsLongAsItSays() throws Exception {
        try (FaultyCollector collector = FaultyCollector.start()) {
            JvmExporter exporter = start(collector, "http", Map.of());
            collector.fail(Fault.TOO_MANY);
            sections(0, 1);
            assertThat(collector.awaitFailures()).isTrue();
            collector.fail(Fault.NONE);
            exporter.close();

            List<Long> asked = collector.asked();
            assertThat(Duration.ofNanos(asked.get(1) - asked.get(0))).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        }
    }

    @Test
    void countsWhatTheCollectorRefusesForGood() throws Exception {
        try (FaultyCollector collector = FaultyCollector.start()) {
            collector.fail(Fault.BAD_REQUEST);
            JvmExporter exporter = start(collector, "http", Map.of());
            sections(0, 2);
            exporter.close();

            assertThat(exporter.counts()).isEqualTo(new ExportCounts(2, 0, Map.of(DropReason.EXPORT_FAILED, 2L), 0));
            assertThat(collector.asked()).as("asked once").hasSize(1);
            assertThat(log).anyMatch(line -> line.contains("the collector answered HTTP 400"));
            assertSecretsAreKept();
        }
    }

    @Test
    void countsWhatTheCollectorRejectsOfABatch() throws Exception {
        try (FaultyCollector collector = FaultyCollector.start()) {
            collector.fail(Fault.PARTIAL);
            JvmExporter exporter = start(collector, "http", Map.of());
            sections(0, 10);
            exporter.close();

            assertThat(exporter.counts()).isEqualTo(new ExportCounts(10, 7, Map.of(DropReason.EXPORT_FAILED, 3L), 7));
            assertThat(collector.taken()).hasSize(7);
            assertThat(log).anyMatch(line -> line.contains("the collector rejected 3"));
            assertSecretsAreKept();
        }
    }

    @Test
    void givesUpTheOldestAndCountsItWhereTooMuchWaits() throws Exception {
        try (FaultyCollector collector = FaultyCollector.ofFreePort()) {
            JvmExporter exporter = start(collector, "http", Map.of("spool.size", "1MB"));
            int last = 0;
            // Of these the last one is smaller than the limit.
            for (int chunk = 0; chunk < 8; chunk++) {
                sections(last, last += 10_000);
                endChunk();
            }
            awaitLog("events are lost: ");
            collector.listen();
            sections(last, last += 10);
            exporter.close();

            ExportCounts counts = exporter.counts();
            List<Long> arrived =
                    collector.taken().stream().map(OutageTest::section).toList();
            assertThat(counts.received()).isEqualTo(last);
            assertThat(counts.pending()).isZero();
            assertThat(counts.dropped()).containsOnlyKeys(DropReason.SPOOL_LIMIT);
            assertThat(counts.exported()).isEqualTo(arrived.size());
            assertThat(arrived).doesNotHaveDuplicates().contains(last - 1L).doesNotContain(0L);
            assertThat(arrived.size())
                    .as("no more than what was given up is missing")
                    .isGreaterThan(9_000);
        }
    }

    @Test
    void givesUpWhatHasWaitedTooLong() throws Exception {
        try (FaultyCollector collector = FaultyCollector.ofFreePort()) {
            JvmExporter exporter = start(collector, "http", Map.of("spool.age", "1s"));
            sections(0, 100);
            awaitLog("events are lost: received 100, exported 0 (0 spans), dropped 100 (spool_limit 100)");
            exporter.close();

            assertThat(exporter.counts().dropped()).isEqualTo(Map.of(DropReason.SPOOL_LIMIT, 100L));
        }
    }

    @Test
    void saysWhatWaits() throws Exception {
        try (FaultyCollector collector = FaultyCollector.ofFreePort()) {
            JvmExporter exporter = start(collector, "http", Map.of());
            sections(0, 10);
            awaitLog("refused");
            while (exporter.waiting().isEmpty()) {
                Thread.onSpinWait();
            }

            assertThat(exporter.waiting())
                    .matches("the collector takes nothing; events of the last \\d+ s wait, in \\d+ KB of .*");
            exporter.close();
            assertThat(exporter.counts().dropped()).isEqualTo(Map.of(DropReason.SHUTDOWN, 10L));
        }
    }

    private JvmExporter start(FaultyCollector collector, String scheme, Map<String, String> options) {
        set("otel.exporter.otlp.endpoint", scheme + "://localhost:" + collector.port());
        set("otel.exporter.otlp.headers", "api-key=" + KEY);
        return JvmExporter.start(options, Map.of(), emitted::get, log::add);
    }

    private void set(String property, String value) {
        properties.add(property);
        System.setProperty(property, value);
    }

    private void sections(int from, int to) {
        for (int i = from; i < to; i++) {
            SavevmSectionEvent.open("ram", i);
            SavevmSectionEvent.close("ram", i, 0);
            emitted.incrementAndGet();
        }
    }

    private static Recording recording() {
        Recording recording = new Recording();
        recording.start();
        return recording;
    }

    /** Flight Recorder begins a new chunk where a recording begins or ends. */
    private static void endChunk() {
        try (Recording recording = new Recording()) {
            recording.start();
        }
    }

    private void awaitLog(String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (log.stream().noneMatch(line -> line.contains(text))) {
            assertThat(System.nanoTime())
                    .as("waiting for '%s' in %s", text, log)
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void assertAllArriveOnce(JvmExporter exporter, FaultyCollector collector, Recording recording)
            throws IOException {
        exporter.close();

        List<Long> arrived = collector.taken().stream().map(OutageTest::section).toList();
        assertThat(runs(arrived.stream().sorted().toList())).as("each once").isEqualTo("0-" + (3 * SECTIONS - 1));
        // Flight Recorder may write what happens during a flush in another order.
        assertThat(arrived.indexOf(3L * SECTIONS - 1)).as("in order").isGreaterThan(arrived.lastIndexOf(SECTIONS - 1L));
        assertThat(exporter.counts()).isEqualTo(new ExportCounts(emitted.get(), emitted.get(), Map.of(), 3 * SECTIONS));
        assertThat(collector.taken().stream().map(OutageTest::id).toList())
                .as("ids are those of the recording")
                .containsExactlyInAnyOrderElementsOf(ids(recording));
        assertThat(log)
                .anyMatch(line -> line.contains("export failed: "))
                .anyMatch(line -> line.contains("works again"));
        assertSecretsAreKept();
    }

    /** Runs of numbers that follow each other: {@code 0-511, 512-699}. */
    private static String runs(List<Long> numbers) {
        StringBuilder runs = new StringBuilder();
        for (int i = 0, from = 0; i < numbers.size(); i++) {
            if (i + 1 == numbers.size() || numbers.get(i + 1) != numbers.get(i) + 1) {
                runs.append(runs.isEmpty() ? "" : ", ")
                        .append(numbers.get(from))
                        .append('-')
                        .append(numbers.get(i));
                from = i + 1;
            }
        }
        return runs.toString();
    }

    private void assertSecretsAreKept() {
        assertThat(log).noneMatch(line -> line.contains(KEY) || line.contains("secret"));
    }

    private static List<String> ids(Recording recording) throws IOException {
        Path file = Files.createTempFile("outage", ".jfr");
        try {
            recording.stop();
            recording.dump(file);
            AssemblyLimits limits = AssemblyLimits.file(SpanLimits.getDefault());
            return Assembly.read(limits, SpanContext.getInvalid(), file).spans().stream()
                    .map(span ->
                            span.context().getTraceId() + '/' + span.context().getSpanId())
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    private static String id(Span span) {
        HexFormat hex = HexFormat.of();
        return hex.formatHex(span.getTraceId().toByteArray())
                + '/'
                + hex.formatHex(span.getSpanId().toByteArray());
    }

    /** What the catalogue calls {@code section_id}. */
    static long section(Span span) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("qemu.migration.section_id"))
                .findFirst()
                .orElseThrow()
                .getValue()
                .getIntValue();
    }

    /** A server's key of its own, and its certificate as {@code NAME.pem}. */
    private SSLContext certificate(String name) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-rfc",
                "-keystore",
                store.toString(),
                "-alias",
                "server",
                "-storepass",
                PASSWORD,
                "-file",
                folder.resolve(name + ".pem").toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
