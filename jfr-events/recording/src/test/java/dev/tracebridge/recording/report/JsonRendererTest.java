package dev.tracebridge.recording.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonRendererTest {

    @Test
    void rendersBothSides() throws IOException {
        String json = render(Reports.precopy());

        assertThat(json).isEqualTo(Golden.expected("precopy.json", json));
    }

    @Test
    void leavesTheStreamOpen() throws IOException {
        boolean[] closed = new boolean[1];
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };

        JsonRenderer.render(Reports.damaged(), out);

        assertThat(closed[0]).isFalse();
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("}\n");
    }

    private static String render(MigrationReport report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonRenderer.render(report, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
