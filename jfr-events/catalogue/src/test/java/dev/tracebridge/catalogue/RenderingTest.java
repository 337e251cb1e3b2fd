package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingTest {

    @ParameterizedTest
    @ValueSource(strings = {"span", "event", "log", "counter", "histogram", "off", "counter(bytes)", "histogram(len)"})
    void readsWhatItWrites(String text) {
        assertThat(Rendering.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lag       | unknown rendering 'lag': did you mean 'log'?",
                "gauge     | unknown rendering 'gauge': expected span, event, log, counter, histogram, off",
                "log(x)    | counter and histogram take one argument, others none",
                "counter() | counter and histogram take one argument, others none",
                "counter(x | 'counter(x' is no rendering: expected span",
                "counter)  | 'counter)' is no rendering: expected span",
            })
    void refusesWhatIsNone(String text, String message) {
        assertThatThrownBy(() -> Rendering.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void isReadFromASidecar() {
        Sidecar sidecar = Sidecar.parse("trace-spans.yaml", """
                namespace: qemu.migration
                spans:
                  - {start: savevm_section_start, end: savevm_section_end, name: savevm_section}
                render:
                  ram_save_page: counter
                  savevm_section: histogram
                """, Examples.catalogue());

        assertThat(sidecar.rendering("ram_save_page")).contains(Rendering.of(Rendering.Kind.COUNTER));
        assertThat(sidecar.rendering("savevm_section")).contains(Rendering.of(Rendering.Kind.HISTOGRAM));
        assertThat(sidecar.rendering("get_qtailq")).isEmpty();
    }
}
