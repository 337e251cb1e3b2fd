package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SidecarErrorsTest {

    private static List<CatalogueProblem> problems(String yaml) {
        return catchThrowableOfType(
                        CatalogueException.class, () -> Sidecar.parse("trace-spans.yaml", yaml, Examples.catalogue()))
                .problems();
    }

    /** Second line and following, line and column, message, hint. */
    static Stream<Arguments> rules() {
        return Stream.of(
                arguments("span: []", "2:1", "unknown key 'span'", "did you mean 'spans'?"),
                arguments("namespaces: x", "2:1", "unknown key 'namespaces'", "did you mean 'namespace'?"),
                arguments(
                        "whatever: x",
                        "2:1",
                        "unknown key 'whatever'",
                        "known keys: namespace, spans, states, phases, complete, metrics, render, instants, arguments"),
                arguments("namespace: y", "2:1", "key 'namespace' is there twice", "remove one"),
                arguments("[a]: b", "2:1", "a key that is no word", null),
                arguments("spans: 3", "2:8", "'3' where a list belongs", "begin each item with '- '"),
                arguments("spans: {start: a}", "2:8", "a mapping where a list belongs", "begin each item with '- '"),
                arguments("spans: [a]", "2:9", "'a' where a mapping belongs", null),
                arguments(
                        "spans: [{start: get_qtailq}]",
                        "2:9",
                        "'end' is missing",
                        "the tracepoint that ends the span, or a list of them"),
                arguments(
                        "spans: [{end: get_qtailq}]",
                        "2:9",
                        "'start' is missing",
                        "the tracepoint that starts the span"),
                arguments(
                        "spans: [{start: get_qtalq, end: get_qtailq_end}]",
                        "2:17",
                        "no tracepoint 'get_qtalq' in trace-events",
                        "did you mean 'get_qtailq'?"),
                arguments(
                        "spans: [{start: [get_qtailq], end: get_qtailq_end}]",
                        "2:17",
                        "a list where a word belongs",
                        ""),
                arguments(
                        "spans: [{start: get_qtailq, end: migrate_set_state}]",
                        "2:9",
                        "'name' is missing",
                        "get_qtailq and migrate_set_state have no stem by convention"),
                arguments(
                        "spans: [{start: get_qtailq, end: get_qtailq_end, shape: stak}]",
                        "2:57",
                        "unknown shape 'stak'",
                        "did you mean 'stack'?"),
                arguments(
                        "spans: [{start: get_qtailq, end: get_qtailq_end, open: once}]",
                        "2:56",
                        "unknown open 'once'",
                        "open is one of: each, first"),
                arguments(
                        "spans: [{start: get_qtailq, end: get_qtailq_end, shape: stack, open: first}]",
                        "2:9",
                        "a stack has no 'open: first'",
                        "in a stack every start opens a span"),
                arguments(
                        "spans: [{start: get_qtailq, end: get_qtailq_end, key: nme}]",
                        "2:55",
                        "no argument 'nme' in get_qtailq(const char *name, int version_id)",
                        "did you mean 'name'?"),
                arguments(
                        "spans: [{start: get_qtailq, end: {tracepoint: get_qtailq_end, key: [name, val]}}]",
                        "2:34",
                        "the key of get_qtailq_end has 2 parts, that of get_qtailq has 0 parts",
                        "both ends need the same number"),
                arguments(
                        "spans: [{start: {tracepoint: get_qtailq, key: version_id}, end: {tracepoint: get_qtailq_end, key: name}}]",
                        "2:65",
                        "'const char *name' never is what 'int version_id' is",
                        null),
                arguments(
                        "spans: [{start: {tracepoint: get_qtailq, key: {argument: name, align: 8}}, end: {tracepoint: get_qtailq_end, key: name}}]",
                        "2:47",
                        "'const char *name' is no number",
                        "a string has no align and no divide; use map"),
                arguments(
                        "spans: [{start: {tracepoint: get_qtailq, key: {argument: version_id, align: 0}}, end: {tracepoint: get_qtailq_end, key: val}}]",
                        "2:77",
                        "'align' is no whole number above 0",
                        ""),
                arguments(
                        "spans: [{start: {tracepoint: get_qtailq, wen: {}}, end: get_qtailq_end}]",
                        "2:42",
                        "unknown key 'wen'",
                        "did you mean 'when'?"),
                arguments(
                        "spans: [{name: x, start: colo_vm_state_change, end: {tracepoint: colo_vm_state_change, when: {new: run}}}]",
                        "2:53",
                        "'colo_vm_state_change' is there twice and nothing tells which is which",
                        null),
                arguments(
                        "spans: [{name: x, start: {tracepoint: savevm_send_ping, when: {val: 1}}, end: {tracepoint: savevm_send_ping, when: {val: 0x1}}}]",
                        "2:79",
                        "'savevm_send_ping' is there twice and nothing tells which is which",
                        null),
                arguments(
                        "spans: [{name: x, start: {tracepoint: savevm_send_ping, when: {val: ping}}, end: get_qtailq_end}]",
                        "2:69",
                        "'ping' is no value of 'uint32_t val'",
                        ""),
                arguments(
                        "spans: [{name: x, start: {tracepoint: multifd_send_error, when: {id: 256}}, end: get_qtailq_end}]",
                        "2:70",
                        "'256' is no value of 'uint8_t id'",
                        ""),
                arguments(
                        "spans: [{name: migrate_set_state, start: get_qtailq, end: get_qtailq_end}]",
                        "2:9",
                        "'migrate_set_state' is another tracepoint's event",
                        "give the span a name of its own"),
                arguments(
                        "spans: [{name: savevm_send_ping, start: {tracepoint: savevm_send_ping, when: {val: 1}}, end: get_qtailq_end}]",
                        "2:9",
                        "'savevm_send_ping' is also an event where 'when' does not hold",
                        "give the span a name of its own"),
                arguments(
                        "spans: [{name: x.y, start: get_qtailq, end: get_qtailq_end}]",
                        "2:9",
                        "'x.y' is no name: '.' in 'x.y'",
                        "letters, digits and _, no digit first"),
                arguments(
                        "spans: [{name: void, start: get_qtailq, end: get_qtailq_end}]",
                        "2:9",
                        "'void' is no name: 'void' is reserved by Java",
                        "letters, digits and _, no digit first"),
                arguments(
                        "spans:\n- {name: x, start: get_qtailq, end: get_qtailq_end}\n- {name: x, start: get_qtailq, end: get_qtailq_end}",
                        "4:3",
                        "two spans are called 'x'",
                        "the first is on line 3"),
                arguments(
                        "states: [{tracepoint: migrate_set_state, argument: new_state, terminal: [x]}]",
                        "2:10",
                        "'name' is missing",
                        "the name of the span around all states"),
                arguments(
                        "states: [{name: m, tracepoint: migrate_set_state, argument: new_state}]",
                        "2:10",
                        "'terminal' is missing",
                        "the states that close the span around all states"),
                arguments(
                        "states: [{name: m, tracepoint: migrate_set_state, argument: state, terminal: [x]}]",
                        "2:61",
                        "no argument 'state' in migrate_set_state(const char *new_state)",
                        "one of: new_state"),
                arguments(
                        "states: [{name: m, tracepoint: migrate_set_state, argument: new_state, terminal: [failed], failure: [faild]}]",
                        "2:10",
                        "failure 'faild' is no terminal state",
                        "did you mean 'failed'?"),
                arguments(
                        "states: [{name: m, tracepoint: migrate_set_state, argument: new_state, terminal: [a], initial: [a]}]",
                        "2:10",
                        "'a' is both initial and terminal",
                        "remove it from one"),
                arguments(
                        "phases: [{tracepoint: migrate_set_state, argument: new_state, chains: []}]",
                        "2:71",
                        "'chains' is empty",
                        null),
                arguments(
                        "phases: [{tracepoint: migrate_set_state, argument: new_state}]",
                        "2:10",
                        "'chains' is missing",
                        null),
                arguments(
                        "phases: [{tracepoint: migrate_set_state, argument: new_state, chains: [{name: c, first: a, last: a}]}]",
                        "2:72",
                        "'first' and 'last' are the same",
                        "a span needs two checkpoints"),
                arguments(
                        "phases: [{tracepoint: migrate_set_state, argument: new_state, chains: [{name: c, first: a}]}]",
                        "2:72",
                        "'last' is missing",
                        "the checkpoint that closes the span"),
                arguments(
                        "complete: [{tracepoint: vmstate_downtime_save, duration: idstr, unit: us}]",
                        "2:58",
                        "'const char *idstr' is no number",
                        ""),
                arguments(
                        "complete: [{tracepoint: vmstate_downtime_save, duration: downtime}]",
                        "2:12",
                        "'unit' is missing",
                        "unit is one of: ns, us, ms, s"),
                arguments(
                        "complete: [{tracepoint: vmstate_downtime_save, duration: downtime, unit: min}]",
                        "2:74",
                        "unknown unit 'min'",
                        null),
                arguments(
                        "metrics: [{tracepoint: ram_save_page}]",
                        "2:11",
                        "'instrument' is missing",
                        "instrument is one of: counter, histogram"),
                arguments(
                        "metrics: [{tracepoint: ram_save_page, instrument: histogram}]",
                        "2:11",
                        "'argument' is missing",
                        "one of: rbname, offset, host"),
                arguments(
                        "metrics: [{tracepoint: ram_save_page, instrument: histogram, argument: host}]",
                        "2:72",
                        "'void *host' is no number",
                        ""),
                arguments(
                        "metrics: [{tracepoint: ram_save_page, instrument: counter, argument: offset}]",
                        "2:60",
                        "a counter counts records",
                        "for values take instrument: histogram"),
                arguments(
                        "metrics: [{tracepoint: ram_save_page, instrument: counter, unit: \"a b\"}]",
                        "2:66",
                        "no unit",
                        null),
                arguments(
                        "metrics:\n- {tracepoint: ram_save_page, instrument: counter}\n- {tracepoint: ram_save_page, instrument: counter}",
                        "4:3",
                        "the metric is there twice",
                        "remove one"),
                arguments(
                        "render: {ram_save_pag: log}",
                        "2:10",
                        "no tracepoint and no span 'ram_save_pag'",
                        "did you mean 'ram_save_page'?"),
                arguments("render: {ram_save_page: lgo}", "2:25", "unknown rendering 'lgo': did you mean 'log'?", ""),
                arguments(
                        "render: {ram_save_page: histogram}",
                        "2:25",
                        "'ram_save_page' cannot be histogram",
                        "a tracepoint has no duration: name an argument, histogram(ARGUMENT)"),
                arguments(
                        "render: {ram_save_page: counter(rbname)}",
                        "2:25",
                        "'ram_save_page' cannot be counter(rbname)",
                        "'const char *rbname' is no number"),
                arguments(
                        "instants: [ram_save_pag]",
                        "2:12",
                        "no tracepoint 'ram_save_pag' in trace-events",
                        "did you mean 'ram_save_page'?"),
                arguments(
                        "arguments: {ram_save_page: {offset: {content: adress}}}",
                        "2:47",
                        "unknown content 'adress'",
                        null),
                arguments(
                        "arguments: {ram_save_page: {rbname: {content: bytes}}}",
                        "2:47",
                        "'const char *rbname' is no bytes",
                        "bytes is for numbers"),
                arguments(
                        "arguments: {ram_save_page: {rbname: {sensitive: yes}}}",
                        "2:49",
                        "unknown sensitive 'yes'",
                        null),
                arguments(
                        "arguments: {ram_save_page: {rbnam: {sensitive: true}}}",
                        "2:29",
                        "no argument 'rbnam' in ram_save_page(const char *rbname, uint64_t offset, void *host)",
                        "did you mean 'rbname'?"),
                arguments(
                        "arguments: {ram_save_pag: {}}",
                        "2:13",
                        "no tracepoint 'ram_save_pag' in trace-events",
                        "did you mean 'ram_save_page'?"),
                arguments(
                        "arguments: {get_qtailq: {name: {sensitive: true}}}\nspans: [{start: get_qtailq, end: get_qtailq_end, key: name}]",
                        "2:32",
                        "'const char *name' cannot be sensitive: a rule needs its value",
                        "remove it from the rule, or from here"),
                arguments(
                        "states: [{name: m, tracepoint: migrate_set_state, argument: new_state, terminal: [a]}]\nphases: [{tracepoint: migrate_set_state, argument: new_state, chains: [{name: c, first: a, last: b}]}]",
                        "3:10",
                        "'migrate_set_state' is in states already",
                        null),
                arguments(
                        "states: [{name: m, tracepoint: migrate_set_state, argument: new_state, terminal: [a]}]\nspans: [{name: s, start: get_qtailq, end: migrate_set_state}]",
                        "3:43",
                        "'migrate_set_state' is in states or phases and cannot end span 's' as well",
                        "one record makes one event: end the span at another tracepoint"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void tellsWhatIsWrongAndWhere(String yaml, String position, String message, String hint) {
        List<CatalogueProblem> problems = problems("namespace: x\n" + yaml + "\n");

        assertThat(problems).hasSize(1);
        CatalogueProblem problem = problems.get(0);
        assertThat(problem.message()).isEqualTo(message);
        assertThat(problem.line() + ":" + problem.column()).isEqualTo(position);
        if (hint != null) {
            assertThat(problem.hint()).isEqualTo(hint);
        }
    }

    static Stream<Arguments> files() {
        return Stream.of(
                arguments("", "1:1", "'namespace' is missing"),
                arguments("spans: []\n", "1:1", "'namespace' is missing"),
                arguments("- a\n", "1:1", "a list where a mapping belongs"),
                arguments("namespace: a.void\n", "1:12", "no namespace: 'void' is reserved by Java"),
                arguments("namespace: a..b\n", "1:12", "no namespace: an empty part"),
                arguments("namespace: 3d\n", "1:12", "no namespace: '3' in '3d'"),
                arguments("namespace: a-b\n", "1:12", "no namespace: '-' in 'a-b'"),
                arguments("namespace:\n", "1:11", "nothing where a word belongs"),
                arguments("namespace: [a\n", "2:1", "no YAML: expected ',' or ']', but got <stream end>"),
                arguments("namespace: *a\n", "1:12", "no YAML: found undefined alias a"),
                arguments("namespace: a\n---\nnamespace: b\n", "2:1", "no YAML: but found another document"),
                arguments("a: " + "[".repeat(2000) + "]".repeat(2000), "1:35", "nested deeper than 32 levels"),
                arguments("namespace: &n a\nspans: [" + "*n,".repeat(60) + "]\n", "2:159", "more than 50 aliases"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("files")
    void tellsWhyAFileIsNoSidecar(String text, String position, String message) {
        List<CatalogueProblem> problems = problems(text);

        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).line() + ":" + problems.get(0).column()).isEqualTo(position);
        assertThat(problems.get(0).message()).isEqualTo(message);
    }

    @Test
    void limitsTheSize() {
        assertThat(problems("#\n".repeat(3 << 20)))
                .extracting(CatalogueProblem::message)
                .containsExactly("the file is larger than 4 MiB");
    }

    @Test
    void wantsEveryTracepointInARuleOrAmongTheInstants() {
        String yaml = Examples.SIDECAR.replace("[savevm_send_ping]", "[get_qtailq_end]");

        assertThat(problems(yaml))
                .extracting(p -> p.line() + ":" + p.column() + " " + p.message())
                .containsExactly(
                        "41:1 'savevm_send_ping' is in no rule and no instant",
                        "41:12 'get_qtailq_end' is no plain instant: it is an end of span 'get_qtailq'");
    }

    @Test
    void rendersAsACompilerDoes() {
        CatalogueException error = catchThrowableOfType(
                CatalogueException.class, () -> Sidecar.parse("trace-spans.yaml", """
                        namespace: x
                        spans:
                          - start: get_qtalq
                            end: get_qtailq_end
                            shap: stack
                        """, Examples.catalogue()));

        assertThat(error).hasMessage("""
                        trace-spans.yaml:3:12: error: no tracepoint 'get_qtalq' in trace-events
                            - start: get_qtalq
                                     ^
                          did you mean 'get_qtailq'?
                        trace-spans.yaml:5:5: error: unknown key 'shap'
                              shap: stack
                              ^
                          did you mean 'shape'?""");
    }
}
