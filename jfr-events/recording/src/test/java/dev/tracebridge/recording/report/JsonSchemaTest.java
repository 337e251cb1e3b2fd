package dev.tracebridge.recording.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written keeps to {@code report.schema.json}. */
class JsonSchemaTest {

    @TempDir
    Path folder;

    @Test
    void describesAReportWithEverythingInIt() throws IOException {
        assertThat(problems(json(Reports.precopy()))).isEmpty();
    }

    @Test
    void describesAReportWithNextToNothingInIt() throws IOException {
        assertThat(problems(json(Reports.damaged()))).isEmpty();
    }

    @Test
    void describesTheReportOfARecording() throws IOException {
        Path source = Recorded.recording(folder.resolve("a.jfr"), Recorded::source);
        Path destination = Recorded.recording(folder.resolve("b.jfr"), Recorded::destination);

        assertThat(problems(json(MigrationReport.read(List.of(source, destination)))))
                .isEmpty();
    }

    @Test
    void seesAMemberThatIsNotDescribed() throws IOException {
        String json = json(Reports.precopy()).replace("\"waits\"", "\"waists\"");

        assertThat(problems(json))
                .extracting(ValidationMessage::getMessage)
                .anyMatch(message -> message.contains("'waists'"))
                .anyMatch(message -> message.contains("'waits'"));
    }

    private static Set<ValidationMessage> problems(String json) throws IOException {
        try (InputStream in = JsonRenderer.class.getResourceAsStream("report.schema.json")) {
            JsonSchema schema =
                    JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(in);
            return schema.validate(json, InputFormat.JSON);
        }
    }

    private static String json(MigrationReport report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonRenderer.render(report, out);
        return out.toString(StandardCharsets.US_ASCII);
    }
}
