package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SidecarFittingTest {

    private static final Catalogue CATALOGUE = Catalogue.parse("trace-events", """
            a_start(int id) "%d"
            a_end(int id) "%d"
            b_start(void) ""
            state(const char *s) "%s"
            """);

    private static Sidecar fitting(String rules) {
        return Sidecar.fitting("spans.yaml", "namespace: test\n" + rules, CATALOGUE);
    }

    @Test
    void keepsWhatFits() {
        Sidecar sidecar = fitting("""
                spans:
                  - {start: a_start, end: a_end, key: id}
                states:
                  - {name: root, tracepoint: state, argument: s, terminal: [done]}
                instants: [b_start]
                """);

        assertThat(sidecar.spans()).extracting(SpanRule::name).containsExactly("a");
        assertThat(sidecar.states()).extracting(StateRule::name).containsExactly("root");
        assertThat(sidecar.instants()).containsExactly("b_start");
    }

    @Test
    void leavesOutWhatTheCatalogueDoesNotHave() {
        Sidecar sidecar = fitting("""
                spans:
                  - start: b_start
                    end: b_end
                  - name: a
                    start: a_start
                    end:
                      - a_end
                      - a_other_end
                    failure: a_error
                    key: id
                  - name: keyed
                    start: {tracepoint: a_start, key: number}
                    end: a_end
                complete:
                  - {tracepoint: a_end, duration: took, unit: us}
                metrics:
                  - {tracepoint: c, instrument: counter}
                instants:
                  - d
                  - b_start
                arguments:
                  d: {x: {content: bytes}}
                  a_end:
                    took: {content: bytes}
                    id: {content: bytes}
                """);

        assertThat(sidecar.spans()).hasSize(1);
        assertThat(sidecar.spans().get(0).ends())
                .extracting(end -> end.tracepoint().name())
                .containsExactly("a_end");
        assertThat(sidecar.spans().get(0).failures()).isEmpty();
        assertThat(sidecar.complete()).isEmpty();
        assertThat(sidecar.metrics()).isEmpty();
        assertThat(sidecar.instants()).containsExactly("b_start");
        assertThat(sidecar.arguments())
                .extracting(rule -> rule.argument().name())
                .containsExactly("id");
    }

    @Test
    void refusesWhatNoCatalogueMakesRight() {
        assertThatThrownBy(() -> Sidecar.fitting("spans.yaml", "spans: []\n", CATALOGUE))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("'namespace' is missing");
        assertThatThrownBy(() -> fitting("spans: {\n")).isInstanceOf(CatalogueException.class);
    }
}
