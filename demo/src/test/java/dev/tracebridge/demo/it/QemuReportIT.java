package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tracebridge.demo.qemu.Qemu;
import dev.tracebridge.demo.qemu.Qemu.Version;
import dev.tracebridge.demo.qemu.QemuTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A migration between two real QEMUs: their trace logs are imported, and the report is held against what QEMU itself says. */
class QemuReportIT {

    /** QEMU rounds each time to a whole millisecond. */
    private static final Offset<Double> MILLISECONDS = within(2.0);

    private static final String[] TRACEPOINTS = {
        "migrat*", "savevm*", "vmstate*", "ram_*", "qemu_loadvm*", "loadvm*", "source_return*", "process_incoming*"
    };

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Version.class)
    void figuresAreQemusOwn(Version version) throws Exception {
        Path catalogue = QemuTrace.catalogue(version);
        Path incoming = folder.resolve("incoming");
        Map<String, String> said;
        try (Qemu source = Qemu.start(version, folder, "a", traced("source"));
                Qemu destination =
                        Qemu.start(version, folder, "b", traced("destination", "-incoming", "unix:" + incoming))) {
            source.awaitCounterAbove(0);
            source.capability("return-path");
            source.migrate("unix:" + incoming);
            assertThat(source.migrated()).isEqualTo("completed");
            said = source.execute("query-migrate");
            destination.awaitState("running");
        }
        System.out.println(version + " says " + said);
        String report = report("source", catalogue);
        String arrival = report("destination", catalogue);

        assertThat(number(report, "\"downtimes\" : \\[ \\{.*?\"lastedMs\" : ([0-9.]+)"))
                .isCloseTo(number(said, "downtime"), MILLISECONDS);
        assertThat(number(report, "\"pages\" : \\{[^}]*\"ram_save_page\" : ([0-9]+)"))
                .isEqualTo(number(said, "normal"));
        assertThat(count(report, "\"syncMs\"")).isEqualTo((int) number(said, "dirty-sync-count"));
        assertThat(arrival).contains("\"side\" : \"destination\"");
    }

    private String[] traced(String name, String... more) {
        List<String> options = QemuTrace.options(log(name), TRACEPOINTS);
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private Path log(String name) {
        return folder.resolve(name + "-trace.log");
    }

    private String report(String name, Path catalogue) throws IOException {
        Path recording = folder.resolve(name + ".jfr");
        DemoRun.tracebridge(
                "import", log(name).toString(), "--catalogue", catalogue.toString(), "-o", recording.toString());
        assertThat(Files.size(recording)).isPositive();
        return DemoRun.tracebridge("report", "--json", recording.toString());
    }

    private static double number(Map<String, String> said, String name) {
        assertThat(said).containsKey(name);
        return Double.parseDouble(said.get(name));
    }

    private static double number(String report, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(report);
        assertThat(matcher.find()).as("%s in %s", pattern, report).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    private static int count(String report, String text) {
        return (report.length() - report.replace(text, "").length()) / text.length();
    }
}
