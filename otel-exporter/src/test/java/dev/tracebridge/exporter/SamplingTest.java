package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

    private static final long HERE = 0;

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, 0.001, 0.1, 0.5, 0.75, 0.999, 1})
    void choosesTheTracesThatTheSdkChooses(double ratio) {
        Sampling sampling = Sampling.of("traceidratio", Double.toString(ratio));
        Sampler sampler = Sampler.traceIdRatioBased(ratio);
        Random random = new Random(20_261_121);
        for (int i = 0; i < 20_000; i++) {
            // The corners too, where the sign and the bound are.
            long low = i == 0 ? Long.MIN_VALUE : i == 1 ? Long.MAX_VALUE : i == 2 ? 0 : random.nextLong();
            String traceId = TraceId.fromLongs(random.nextLong(), low);
            SamplingDecision decision = sampler.shouldSample(
                            Context.root(), traceId, "span", SpanKind.INTERNAL, Attributes.empty(), List.of())
                    .getDecision();
            assertThat(sampling.isSampled(low, HERE))
                    .as(traceId)
                    .isEqualTo(decision == SamplingDecision.RECORD_AND_SAMPLE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // began here, came sampled, came not sampled
        "always_on, true, true, true",
        "always_off, false, false, false",
        "parentbased_always_on, true, true, false",
        "parentbased_always_off, false, true, false",
        "parentbased_traceidratio, false, true, false",
        "traceidratio, false, false, false"
    })
    void followsTheParentWhereItIsToldTo(String name, boolean here, boolean sampled, boolean notSampled) {
        Sampling sampling = Sampling.of(name, "0");

        assertThat(sampling.isSampled(1, HERE)).isEqualTo(here);
        assertThat(sampling.isSampled(1, Sampling.SAMPLED_OUTSIDE)).isEqualTo(sampled);
        assertThat(sampling.isSampled(1, Sampling.NOT_SAMPLED_OUTSIDE)).isEqualTo(notSampled);
    }

    @Test
    void samplesAllButWhatTheParentDoesNotUnlessTold() {
        Sampling sampling = Sampling.of(null, null);

        assertThat(sampling.isSampled(1, HERE)).isTrue();
        assertThat(sampling.isSampled(1, Sampling.NOT_SAMPLED_OUTSIDE)).isFalse();
    }

    @Test
    void takesAllWithoutARatio() {
        assertThat(Sampling.of("traceidratio", null).isSampled(Long.MAX_VALUE - 1, HERE))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jaeger_remote", "parentbased_xray", "parentbased_parentbased_always_on", "ALWAYS_ON", ""})
    void refusesSamplersItDoesNotHave(String name) {
        assertThatThrownBy(() -> Sampling.of(name, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("otel.traces.sampler: unknown sampler " + name
                        + "; known are always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off,"
                        + " parentbased_traceidratio");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10%", "1.01", "-0.1", "NaN", "Infinity", ""})
    void refusesWhatIsNoRatio(String argument) {
        assertThatThrownBy(() -> Sampling.of("parentbased_traceidratio", argument))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("otel.traces.sampler.arg: expected a ratio from 0 to 1, found " + argument);
    }

    @Test
    void readsPropertiesBeforeVariables() {
        Properties properties = new Properties();
        Map<String, String> variables = Map.of("OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", "0");
        LongBinaryOperator byVariable =
                Sampling.configured(properties, variables).orElseThrow();
        properties.setProperty("otel.traces.sampler", "always_on");
        LongBinaryOperator byProperty =
                Sampling.configured(properties, variables).orElseThrow();

        assertThat(byVariable.applyAsLong(1, HERE)).isZero();
        assertThat(byProperty.applyAsLong(1, HERE)).isOne();
        assertThat(Sampling.configured(new Properties(), Map.of())).isEmpty();
    }
}
