package dev.tracebridge.recording.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TextRendererTest {

    private final TextRenderer renderer = TextRenderer.of(ZoneOffset.ofHours(1));

    @Test
    void rendersBothSides() throws IOException {
        String text = renderer.render(Reports.precopy());

        assertThat(text).isEqualTo(Golden.expected("precopy.txt", text));
    }

    @Test
    void rendersWhatIsLeftOfADamagedRecording() throws IOException {
        String text = renderer.render(Reports.damaged());

        assertThat(text).isEqualTo(Golden.expected("damaged.txt", text));
    }

    @Test
    void letsNoControlCharacterThrough() {
        assertThat(renderer.render(Reports.damaged())).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}&&[^\\n]]");
    }

    @Test
    void coloursOnlyWhenTold() {
        assertThat(renderer.withColours().render(Reports.precopy())).contains("\u001b[1m", "\u001b[31mFailed");
    }

    @Test
    void isAsciiWhereNamesAre() {
        assertThat(renderer.render(Reports.precopy())).isASCII();
    }
}
