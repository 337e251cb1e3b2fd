package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingsTest {

    private static Bindings read(String... lines) {
        return Bindings.parse("bindings.yaml", String.join("\n", lines) + "\n");
    }

    @Test
    void readsEveryKindOfBinding() {
        Bindings bindings = read(
                "bindings:",
                "  - class: com.acme.Volume",
                "    method: copy(int, String[], com.acme.Disk, byte...)",
                "    span: backup_volume",
                "    arguments: {volume: this.name, id: this.id(), offset: 0, len: size}",
                "    result: bytes",
                "  - {class: Main$Inner, method: <init>, tracepoint: example.backup.opened}",
                "  - {class: a.B, method: run(), tracepoint: ran}");

        assertThat(bindings.bindings())
                .containsExactly(
                        new Binding(
                                "com.acme.Volume",
                                "copy",
                                Optional.of(List.of("int", "String[]", "com.acme.Disk", "byte[]")),
                                true,
                                "backup_volume",
                                Map.of(
                                        "volume", new BindingSource.Field("name"),
                                        "id", new BindingSource.Call("id"),
                                        "offset", new BindingSource.Position(0),
                                        "len", new BindingSource.Name("size")),
                                Optional.of("bytes"),
                                new SourcePosition(2, 5)),
                        new Binding(
                                "Main$Inner",
                                "<init>",
                                Optional.empty(),
                                false,
                                "example.backup.opened",
                                Map.of(),
                                Optional.empty(),
                                new SourcePosition(7, 5)),
                        new Binding(
                                "a.B",
                                "run",
                                Optional.of(List.of()),
                                false,
                                "ran",
                                Map.of(),
                                Optional.empty(),
                                new SourcePosition(8, 5)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|bindings.yaml:1:1: error: 'bindings' is missing",
                "bindings|bindings.yaml:1:1: error: 'bindings' where a mapping belongs",
                "bindings: []|bindings.yaml:1:11: error: 'bindings' is empty",
                "bindings: {a: b}|bindings.yaml:1:11: error: a mapping where a list belongs",
                "binding: []|bindings.yaml:1:1: error: unknown key 'binding'",
                "'bindings: [{class: a.B, method: m, tracepoint: t, clas: x}]'|1:51: error: unknown key 'clas'",
                "'bindings: [{method: m, tracepoint: t}]'|1:12: error: 'class' is missing",
                "'bindings: [{class: a.B, tracepoint: t}]'|1:12: error: 'method' is missing",
                "'bindings: [{class: a.B, method: m}]'|1:12: error: 'tracepoint' is missing",
                "'bindings: [{class: a.B, method: m, tracepoint: t, span: s}]'|1:57: error: 'tracepoint' and 'span' exclude",
                "'bindings: [{class: a/B, method: m, tracepoint: t}]'|1:20: error: 'a/B' is no class name",
                "'bindings: [{class: a..B, method: m, tracepoint: t}]'|1:20: error: 'a..B' is no class name",
                "'bindings: [{class: java.io.File, method: m, tracepoint: t}]'|1:20: error: 'java.io.File' is a class of the JDK",
                "'bindings: [{class: a.B, method: m n, tracepoint: t}]'|1:33: error: 'm n' is no method",
                "'bindings: [{class: a.B, method: ''m(int'', tracepoint: t}]'|1:33: error: 'm(int' is no method",
                "'bindings: [{class: a.B, method: ''m(int,)'', tracepoint: t}]'|1:33: error: '' is no type",
                "'bindings: [{class: a.B, method: <init>, span: t}]'|1:33: error: a constructor cannot be a span",
                "'bindings: [{class: a.B, method: m, tracepoint: t, result: r}]'|1:51: error: 'result' needs 'span'",
                "'bindings: [{class: a.B, method: m, tracepoint: t, arguments: [1]}]'|1:62: error: a list where a mapping",
                "'bindings: [{class: a.B, method: m, tracepoint: t, arguments: {x: this.a.b}}]'|1:66: error: 'this.a.b' is no",
                "'bindings: [{class: a.B, method: m, tracepoint: t, arguments: {x: this.}}]'|1:66: error: 'this.' is no source",
                "'bindings: [{class: a.B'|bindings.yaml:2:1: error: no YAML"
            })
    void mistakeIsNamedWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining(message);
    }

    @Test
    void allMistakesAreToldInOneRun() {
        assertThatThrownBy(() -> read("bindings:", "  - class: a/B", "  - {class: a.B, method: m}", "  - 7"))
                .isInstanceOfSatisfying(
                        CatalogueException.class,
                        e -> assertThat(e.problems())
                                .extracting(CatalogueProblem::line)
                                .containsExactly(2, 2, 2, 3, 4));
    }

    @Test
    void fileWithTooManyBindingsIsRefused() {
        StringBuilder text = new StringBuilder("bindings:\n");
        for (int i = 0; i <= Bindings.LIMIT; i++) {
            text.append("- {class: a.B, method: m, tracepoint: t}\n");
        }
        assertThatThrownBy(() -> read(text.toString()))
                .hasMessageContaining((Bindings.LIMIT + 2) + ":3: error: more than " + Bindings.LIMIT + " bindings");
    }
}
