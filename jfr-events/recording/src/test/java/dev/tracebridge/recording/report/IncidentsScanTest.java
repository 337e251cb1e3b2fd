package dev.tracebridge.recording.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class IncidentsScanTest {

    @Test
    void keepsTheEarliestInWhateverOrderTheyCome() {
        IncidentsScan scan = new IncidentsScan();
        for (int second = 100; second > 0; second--) {
            scan.add(new Incident("postcopy_page", Instant.ofEpochSecond(second), Duration.ZERO, "main", ""));
        }

        Incidents incidents = scan.incidents();

        assertThat(incidents.total()).isEqualTo(100);
        assertThat(incidents.earliest())
                .hasSize(20)
                .extracting(incident -> incident.at().getEpochSecond())
                .startsWith(1L, 2L, 3L)
                .isSorted();
    }
}
