package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.it.app.CrashingApplication;
import dev.tracebridge.annotations.TraceContext;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is killed leaves behind what was open. */
class CrashIT {

    private static final Pattern SPAN = Pattern.compile(
            "\"spanId\":\"(\\w+)\",(?:\"parentSpanId\":\"(\\w+)\",)?(?:\"flags\":\\d+,)?\"name\":\"([^\"]+)\"");

    @TempDir
    private Path folder;

    @Test
    void spansThatWereOpenComeOutUnfinishedUnderTheirParents() throws Exception {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        ChildJvm.Running application = ChildJvm.withAgent("record=" + folder.resolve("never.jfr"))
                .with("-XX:FlightRecorderOptions:repository=" + repository)
                .classPath(
                        ChildJvm.classPathOf(CrashingApplication.class),
                        ChildJvm.classPathOf(MigrationTrace.class),
                        ChildJvm.classPathOf(TraceContext.class))
                .with(CrashingApplication.class.getName())
                .start();
        assertThat(application.readLine()).isEqualTo("listed");
        ProcessHandle.of(application.pid()).orElseThrow().destroyForcibly();
        application.join();

        Path output = folder.resolve("spans.jsonl");
        ChildJvm.Result export = ChildJvm.tool(
                        Map.of(),
                        ChildJvm.javaTool("java"),
                        "-jar",
                        ChildJvm.agentJar().toString(),
                        "export",
                        repository.toString(),
                        "--output",
                        output.toString())
                .assertExit(0);

        assertThat(export.out()).isEqualTo("received 1, exported 1 (8 spans), dropped 0, pending 0\n");
        Map<String, String> parents = parents(output);
        assertThat(parents)
                .hasSize(8)
                .containsEntry("setup", "migration")
                .containsEntry("active", "migration")
                .containsEntry("savevm_section", "migration")
                .containsEntry("migration_bitmap_sync", "savevm_section")
                .containsEntry("source_downtime", "migration_bitmap_sync")
                .containsEntry("src-downtime-start", "source_downtime")
                .containsEntry("postcopy_page", "src-downtime-start");
        String spans = Files.readString(output);
        // All but the state that ended.
        assertThat(spans.split("tracebridge.unfinished", -1)).hasSize(1 + 7);
        assertThat(spans).contains("CrashingApplication");
    }

    private static Map<String, String> parents(Path output) throws IOException {
        Map<String, String> names = new HashMap<>();
        Map<String, String> parents = new HashMap<>();
        for (String line : Files.readAllLines(output)) {
            for (Matcher span = SPAN.matcher(line); span.find(); ) {
                names.put(span.group(1), span.group(3));
                parents.put(span.group(3), span.group(2) == null ? "" : span.group(2));
            }
        }
        parents.replaceAll((name, id) -> names.getOrDefault(id, id));
        return parents;
    }
}
