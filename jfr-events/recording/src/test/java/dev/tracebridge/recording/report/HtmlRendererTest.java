package dev.tracebridge.recording.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class HtmlRendererTest {

    @Test
    void letsNoTextOfARecordingBecomeMarkup() throws IOException {
        String page = render(Reports.damaged());

        assertThat(page).doesNotContain("<img", "alert(1)>", "\u001b", "\u202e", "\u2028");
        assertThat(page.split("</script", -1)).as("two scripts end").hasSize(3);
    }

    @Test
    void namesNothingOutsideThePage() throws IOException {
        assertThat(render(Reports.precopy()).replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:", "https:", " src=", "@import", "url(//", "fetch(", "XMLHttpRequest");
    }

    @Test
    void isAllAsciiAndFillsEveryPlace() throws IOException {
        assertThat(render(Reports.precopy())).isASCII().doesNotContain("@STYLE@", "@SCRIPT@", "@REPORT@");
    }

    private static String render(MigrationReport report) throws IOException {
        StringWriter page = new StringWriter();
        HtmlRenderer.render(report, page);
        return page.toString();
    }
}
