package dev.tracebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurveTest {

    @Test
    void isAsHighAsTheMedian() {
        assertThat(new Curve.Point(1, List.of(9.0, 1.0, 2.0), Map.of()).y()).isEqualTo(2);
        assertThat(new Curve.Point(1, List.of(9.0, 1.0, 2.0, 4.0), Map.of()).y())
                .isEqualTo(3);
    }

    @Test
    void isTheSameFromTheFile(@TempDir Path folder) throws Exception {
        Curve curve = new Curve("open", "span", List.of(new Curve.Point(1, List.of(2.0), Map.of("events", 3L))));
        Machine machine = new Machine(17, "JVM", "processor", 2, "Linux", 0.5);
        ScaleResults results = new ScaleResults(machine, "2026-11-21T00:00:00Z", "agent/bench/scale", List.of(curve));
        Path file = folder.resolve("scale.json");
        results.write(file);

        assertThat(ScaleResults.read(file)).isEqualTo(results);
        assertThat(results.of(Plot.OPEN)).containsExactly(curve);
        assertThat(results.of(Plot.SIZE)).isEmpty();
    }
}
