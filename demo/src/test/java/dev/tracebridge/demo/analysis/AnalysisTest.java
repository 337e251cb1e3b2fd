package dev.tracebridge.demo.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.file.Capture;
import dev.tracebridge.demo.file.StreamFile;
import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the output against that of QEMU's own script for the same stream. */
class AnalysisTest {

    @TempDir
    private Path folder;

    @Test
    void showsTheStateAsQemusScriptDoes() throws IOException {
        assertThat(state(Capture.PRECOPY.bytes())).isEqualTo(resource("precopy-7.2.state.json.gz"));
    }

    @Test
    void showsTheDescriptionAsQemusScriptDoes() throws IOException {
        StringBuilder out = new StringBuilder();
        DescriptionDocument.write(file(Capture.PRECOPY.bytes()).json().orElseThrow(), 0, out);

        assertThat(out.toString()).isEqualTo(resource("precopy-7.2.desc.json.gz"));
    }

    @Test
    void showsDevicesAsBytesWhereNothingDescribesThem() throws IOException {
        byte[] whole = Capture.PRECOPY.bytes();
        String state = state(Arrays.copyOf(whole, whole.length - 106_651 - 5));

        assertThat(state)
                .startsWith(resource("precopy-7.2.state.json.gz").substring(0, 100))
                .contains("\"timer (0)\": {\n        \"data\": \"00 00 00 02 74 4d 68 e8 00 00 00 00 00 00 00 00 "
                        + "00 00 00 00 f2 04 ae bd\"\n    },")
                .endsWith("\"\n    }\n}\n");
    }

    @Test
    void showsTheStateInsideAPostcopyPackage() throws IOException {
        StateDocument document = new StateDocument();
        StreamFile file = file(Capture.POSTCOPY_BEFORE_CUT.bytes());
        assertThatExceptionOfType(StreamFormatException.class).isThrownBy(() -> file.walk(document));
        StringBuilder out = new StringBuilder();
        document.write(out);

        assertThat(out.toString().lines().filter(line -> line.contains("\"data\": ")))
                .hasSize(34);
    }

    @Test
    void refusesADescriptionThatIsNoJson() {
        byte[] json = "{\"a\": [1, }".getBytes(StandardCharsets.US_ASCII);

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> DescriptionDocument.write(json, 0, new StringBuilder()))
                .withMessageContaining("expected JSON within its limits");
    }

    private String state(byte[] stream) throws IOException {
        StateDocument document = new StateDocument();
        file(stream).walk(document);
        StringBuilder out = new StringBuilder();
        document.write(out);
        return out.toString();
    }

    private StreamFile file(byte[] bytes) throws IOException {
        return StreamFile.open(Files.write(folder.resolve("stream.bin"), bytes));
    }

    private static String resource(String name) throws IOException {
        try (InputStream packed = AnalysisTest.class.getResourceAsStream(name)) {
            return new String(new GZIPInputStream(packed).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
