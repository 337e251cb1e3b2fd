package dev.tracebridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhaseChainsTest {

    @TempDir
    Path folder;

    @Test
    void commitsOneStepBetweenEachTwoCheckpoints() throws IOException {
        List<RecordedEvent> steps =
                record("source", "src-start", "src-end").reach("src-start", "src-stopped", "src-end");

        assertThat(steps)
                .extracting(step -> step.getString("checkpoint"), step -> step.getString("next"))
                .containsExactly(tuple("src-start", "src-stopped"), tuple("src-stopped", "src-end"));
        assertThat(steps)
                .extracting(step -> step.getLong("parentId"))
                .containsOnly(steps.get(0).getLong("parentId"));
    }

    @Test
    void closesAtEitherLastCheckpointOfChainsThatBeginAlike() throws IOException {
        Chains chains = record("precopy", "loaded", "precopy-started", "postcopy", "loaded", "postcopy-started");

        List<RecordedEvent> steps = chains.reach(
                "loaded", "postcopy-enter", "postcopy-started", "stray", "loaded", "precopy-started", "other");

        assertThat(steps)
                .extracting(
                        step -> step.getString("checkpoint"),
                        step -> step.getString("next"),
                        step -> step.getBoolean("unfinished"))
                .containsExactly(
                        tuple("loaded", "postcopy-enter", false),
                        tuple("postcopy-enter", "postcopy-started", false),
                        tuple("stray", null, false),
                        tuple("loaded", "precopy-started", false),
                        tuple("other", null, false));
    }

    @Test
    void writesChainAsUnfinishedWhenItBeginsAgain() throws IOException {
        List<RecordedEvent> steps =
                record("source", "src-start", "src-end").reach("src-start", "src-stopped", "src-start", "src-end");

        assertThat(steps)
                .extracting(step -> step.getString("checkpoint"), step -> step.getBoolean("unfinished"))
                .containsExactly(tuple("src-start", false), tuple("src-stopped", true), tuple("src-start", false));
    }

    private Chains record(String... chains) {
        return new Chains(PhaseChains.of(chains), folder.resolve("checkpoints.jfr"));
    }

    private record Chains(PhaseChains chains, Path file) {

        List<RecordedEvent> reach(String... checkpoints) throws IOException {
            try (Recording recording = new Recording()) {
                recording.enable(CheckpointEvent.class).withoutThreshold();
                recording.disable("dev.tracebridge.Metric");
                recording.start();
                for (String checkpoint : checkpoints) {
                    CheckpointEvent event = new CheckpointEvent();
                    event.checkpoint = checkpoint;
                    chains.reach(event, checkpoint);
                }
                recording.stop();
                recording.dump(file);
            }
            return RecordingFile.readAllEvents(file).stream()
                    .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                    .toList();
        }
    }

    @Name("test.checkpoint")
    static final class CheckpointEvent extends GroupEvent {
        String checkpoint;
    }
}
