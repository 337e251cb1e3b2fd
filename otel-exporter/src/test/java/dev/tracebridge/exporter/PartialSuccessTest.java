package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialSuccessTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 127, 128, 300, 1L << 40, Long.MAX_VALUE})
    void findsHowManyWereRejected(long rejected) {
        assertThat(PartialSuccess.in(spans(rejected, "no room")))
                .hasValueSatisfying(partial -> assertThat(partial.rejected()).isEqualTo(rejected));
        byte[] logs = ExportLogsServiceResponse.newBuilder()
                .setPartialSuccess(ExportLogsPartialSuccess.newBuilder().setRejectedLogRecords(rejected))
                .build()
                .toByteArray();
        assertThat(PartialSuccess.in(logs))
                .hasValueSatisfying(partial -> assertThat(partial.rejected()).isEqualTo(rejected));
    }

    @Test
    void takesAWarningAloneForASuccess() {
        assertThat(PartialSuccess.in(spans(0, "deprecated"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"partialSuccess\":{}}", "OK", "<html>", "\n\uffff", "\n\u007f\b"})
    void takesWhatIsNoSuchMessageForASuccess(String answer) {
        assertThat(PartialSuccess.in(answer.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void repeatsNothingOfWhatTheCollectorSays() {
        assertThat(PartialSuccess.in(spans(3, "key=secret")).orElseThrow())
                .hasMessage("the collector rejected 3 of what it was sent");
    }

    @Test
    void readsNoFurtherThanTheAnswerGoes() {
        byte[] whole = spans(1L << 40, "no room");
        for (int length = 0; length < whole.length; length++) {
            assertThat(PartialSuccess.in(Arrays.copyOf(whole, length))).isEmpty();
        }
    }

    private static byte[] spans(long rejected, String message) {
        return ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(rejected)
                        .setErrorMessage(message))
                .build()
                .toByteArray();
    }
}
