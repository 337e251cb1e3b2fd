package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfcWriterTest {

    private static Map<String, String> settings(String jfc) throws Exception {
        return Configuration.create(new StringReader(jfc)).getSettings();
    }

    @Test
    void switchesHotTracepointsOff() throws Exception {
        Map<String, String> settings = settings(JfcWriter.write(Examples.model()));

        assertThat(settings)
                .containsEntry("qemu.migration.savevm_section#enabled", "true")
                .containsEntry("qemu.migration.savevm_section#threshold", "0 ms")
                .containsEntry("qemu.migration.savevm_section#stackTrace", "false")
                .containsEntry("qemu.migration.ram_save_page#enabled", "false")
                .doesNotContainKey("qemu.migration.ram_save_page#threshold");
        assertThat(settings.keySet().stream().filter(k -> k.endsWith("#enabled")))
                .hasSize(21);
    }

    @Test
    void followsAPattern() throws Exception {
        Map<String, String> settings =
                settings(JfcWriter.write(Examples.model(), TracepointPattern.parse("ram_*,savevm_section")));

        assertThat(settings.entrySet().stream()
                        .filter(e ->
                                e.getKey().endsWith("#enabled") && e.getValue().equals("true"))
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "qemu.migration.ram_save_page#enabled",
                        "qemu.migration.ram_discard_range#enabled",
                        "qemu.migration.savevm_section#enabled");
    }

    @Test
    void describesItself() throws Exception {
        Catalogue catalogue = Catalogue.parse("a<b>&\"\u0001c", "t(void)\n");
        Configuration configuration =
                Configuration.create(new StringReader(JfcWriter.write(TraceModel.of(catalogue, Sidecar.of("x.y")))));

        assertThat(configuration.getLabel()).isEqualTo("x.y");
        assertThat(configuration.getDescription()).isEqualTo("Events of a<b>&\"_c");
        assertThat(configuration.getProvider()).isEqualTo("Tracebridge");
    }

    @Test
    void mergesWithTheJdksOwnSettings(@TempDir Path folder) throws Exception {
        Path jfr = Path.of(System.getProperty("java.home"), "bin", "jfr");
        assumeThat(jfr).exists();
        Path ours = folder.resolve("ours.jfc");
        Path merged = folder.resolve("merged.jfc");
        Path log = folder.resolve("log");
        Files.writeString(ours, JfcWriter.write(Examples.model()));

        Process process = new ProcessBuilder(
                        jfr.toString(),
                        "configure",
                        "--input",
                        "default," + ours,
                        "--output",
                        merged.toString(),
                        "qemu.migration.ram_save_page#enabled=true")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(settings(Files.readString(merged)))
                .containsEntry("qemu.migration.ram_save_page#enabled", "true")
                .containsEntry("qemu.migration.savevm_section#enabled", "true")
                .containsKey("jdk.ThreadStart#enabled");
    }
}
