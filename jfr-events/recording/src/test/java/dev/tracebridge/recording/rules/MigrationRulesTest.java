package dev.tracebridge.recording.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.migration.MigratePendingEvent;
import dev.tracebridge.migration.MigrateSetStateEvent;
import dev.tracebridge.migration.MigrateTransferredEvent;
import dev.tracebridge.migration.MigrationBitmapSyncEndEvent;
import dev.tracebridge.migration.MigrationBitmapSyncStartEvent;
import dev.tracebridge.migration.VmstateDowntimeSaveEvent;
import dev.tracebridge.recording.report.MigrationReport;
import dev.tracebridge.recording.report.RuleResult;
import dev.tracebridge.recording.report.RuleRun;
import dev.tracebridge.recording.tuning.Check;
import dev.tracebridge.recording.tuning.Warning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.ResultProvider;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;
import org.openjdk.jmc.flightrecorder.rules.Severity;

class MigrationRulesTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void record() throws IOException {
        file = folder.resolve("migration.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.JVMInformation");
            recording.start();
            MigrateSetStateEvent.emit("setup");
            MigrateSetStateEvent.emit("active");
            for (int round = 0; round < 6; round++) {
                MigrationBitmapSyncStartEvent.emit();
                MigrationBitmapSyncEndEvent.emit(1_000_000L * round);
                MigratePendingEvent.emit(256L << 20, 37, 0, 0, 0);
                MigrateTransferredEvent.emit(10_000_000, 100, 100_000, 30_000_000);
            }
            VmstateDowntimeSaveEvent.emit("non-iterable", "vfio", 0, 90_000);
            MigrateSetStateEvent.emit("cancelled");
            recording.stop();
            recording.dump(file);
        }
    }

    @Test
    void areFoundByMissionControl() {
        assertThat(RuleRegistry.getRules())
                .filteredOn(rule -> rule.getId().startsWith("dev.tracebridge."))
                .extracting(IRule::getId)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Check.values())
                        .map(check -> "dev.tracebridge." + check.parameter())
                        .toList());
    }

    @Test
    void sayWhatTheReportSays() throws Exception {
        List<Warning> warnings =
                MigrationReport.read(List.of(file)).recordings().get(0).warnings();
        IItemCollection items = JfrLoaderToolkit.loadEvents(file.toFile());

        assertThat(warnings)
                .extracting(Warning::check)
                .contains(Check.AUTO_CONVERGE, Check.DOWNTIME_LIMIT, Check.SLOW_DEVICE);
        for (Check check : Check.values()) {
            IResult result = evaluate(check, items);
            assertThat(result.getSummary())
                    .as(check.parameter())
                    .isEqualTo(warnings.stream()
                            .filter(warning -> warning.check() == check)
                            .map(Warning::message)
                            .findFirst()
                            .orElse("Nothing to change."));
        }
    }

    @Test
    void areAsSevereAsTheWarning() throws Exception {
        IItemCollection items = JfrLoaderToolkit.loadEvents(file.toFile());

        assertThat(evaluate(Check.AUTO_CONVERGE, items).getSeverity()).isEqualTo(Severity.WARNING);
        assertThat(evaluate(Check.SLOW_DEVICE, items).getSeverity()).isEqualTo(Severity.INFO);
        assertThat(evaluate(Check.XBZRLE, items).getSeverity()).isEqualTo(Severity.OK);
    }

    @Test
    void haveNothingToSayOfOtherRecordings() throws Exception {
        Path other = folder.resolve("other.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.JVMInformation");
            recording.start();
            recording.stop();
            recording.dump(other);
        }

        assertThat(evaluate(Check.AUTO_CONVERGE, JfrLoaderToolkit.loadEvents(other.toFile()))
                        .getSeverity())
                .isEqualTo(Severity.NA);
    }

    @Test
    void runTogetherWithMissionControlsOwn() {
        List<RuleResult> results = RuleRun.of(List.of(file));

        assertThat(RuleRegistry.getRules()).hasSizeGreaterThan(40);
        assertThat(results)
                .extracting(RuleResult::rule)
                .contains("dev.tracebridge.auto-converge", "dev.tracebridge.device-state")
                .doesNotContain("dev.tracebridge.xbzrle");
        assertThat(results).extracting(RuleResult::summary).noneMatch(text -> text.contains("<"));
    }

    private static IResult evaluate(Check check, IItemCollection items) throws Exception {
        IRule rule = RuleRegistry.getRules().stream()
                .filter(candidate -> candidate.getId().equals("dev.tracebridge." + check.parameter()))
                .findFirst()
                .orElseThrow();
        var evaluation = rule.createEvaluation(items, IPreferenceValueProvider.DEFAULT_VALUES, new ResultProvider());
        evaluation.run();
        return evaluation.get();
    }
}
