package dev.tracebridge.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebridge.catalogue.Binding;
import dev.tracebridge.catalogue.Bindings;
import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.TraceModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How bindings meet class files. */
class BindingResolverTest {

    private static final Catalogue CATALOGUE = Catalogue.parse("trace-events", """
            named(const char *text, int64_t size) "%s %ld"
            work_start(int n) "%d"
            work_end(int ret, bool ok) "%d %d"
            """);
    private static final Sidecar SIDECAR = Sidecar.parse(
            "trace-spans.yaml", "{namespace: test, spans: [{start: work_start, end: work_end}]}", CATALOGUE);
    private static final Sidecar OTHER = Sidecar.of("other");

    abstract static class Target {
        private final String label = "label";
        private final Object object = label;

        void named(String text, int size) {}

        void wide(double text, long size) {}

        int work(int n) {
            return n;
        }

        long longWork(int n) {
            return n;
        }

        boolean ok() {
            return true;
        }

        void nothing() {}

        abstract void missing(String text, int size);

        void twice(String text, int size) {}

        void twice(String text, int[] size, Target.Inner inner) {}

        static final class Inner {}
    }

    private static List<EmbeddedCatalogue> catalogues(Sidecar... sidecars) {
        List<EmbeddedCatalogue> catalogues = new ArrayList<>();
        for (Sidecar sidecar : sidecars) {
            catalogues.add(new EmbeddedCatalogue(TraceModel.of(CATALOGUE, sidecar), sidecar.namespace() + ".gen"));
        }
        return catalogues;
    }

    private static Binding binding(String rest) {
        String yaml = "bindings: [{class: " + Target.class.getName() + ", " + rest + "}]";
        return Bindings.parse("b.yaml", yaml).bindings().get(0);
    }

    private static TracepointMethod resolve(String rest, Sidecar... sidecars) {
        Binding binding = binding(rest);
        BindingTarget target = BindingTarget.of(binding.span(), binding.tracepoint(), catalogues(sidecars));
        return BindingResolver.resolve(binding, target, BoundClass.of(Woven.classFile(Target.class)));
    }

    @Test
    void parametersBindByNameAndAreWidened() {
        assertThat(resolve("method: named, tracepoint: named", SIDECAR))
                .isEqualTo(new TracepointMethod(
                        false,
                        "named",
                        "(Ljava/lang/String;I)V",
                        "test/gen/NamedEvent",
                        List.of(
                                new BoundArgument.Parameter(0, "Ljava/lang/String;"),
                                new BoundArgument.Parameter(1, "J")),
                        List.of()));
    }

    @Test
    void spanTakesItsEndFromResultAndMembers() {
        assertThat(resolve("method: work, span: work, result: ret, arguments: {ok: this.ok()}", SIDECAR))
                .isEqualTo(new TracepointMethod(
                        true,
                        "work",
                        "(I)I",
                        "test/gen/WorkEvent",
                        List.of(new BoundArgument.Parameter(0, "I")),
                        List.of(new BoundArgument.Returned("I"), new BoundArgument.Call("ok", "Z", "Z"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "twice(String, int)|(Ljava/lang/String;I)V",
                "twice(java.lang.String, int)|(Ljava/lang/String;I)V",
                "named()|the class has no method named with these parameters; there is named(java.lang.String, int)",
                "twice(String, int[], Inner)|argument 'size' takes long, but parameter 1 is int[]"
            })
    void parameterTypesTellMethodsApart(String method, String expected) {
        String rest = "method: '" + method + "', tracepoint: named, arguments: {size: 1}";
        if (expected.startsWith("(")) {
            assertThat(resolve(rest, SIDECAR).descriptor()).isEqualTo(expected);
        } else {
            assertThatThrownBy(() -> resolve(rest, SIDECAR)).hasMessage(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "method: missing, tracepoint: named|the method has no body: bind those of the classes that implement it",
                "method: absent, tracepoint: named|the class has no method absent",
                "method: wide, tracepoint: named|argument 'text' takes java.lang.String, but parameter 0 is double",
                "method: named, tracepoint: named, arguments: {size: 0}|argument 'size' takes long, but parameter 0 is"
                        + " java.lang.String",
                "method: named, tracepoint: named, arguments: {text: this.object}|argument 'text' takes"
                        + " java.lang.String, but field object is java.lang.Object",
                "method: named, tracepoint: named, arguments: {size: 2}|argument 'size' is bound to parameter 2, counted"
                        + " from 0, but the method has 2",
                "method: named, tracepoint: named, arguments: {size: len}|nothing binds argument 'size': the method has"
                        + " no parameter len; write arguments: {size: 0} for the first parameter",
                "method: named, tracepoint: named, arguments: {size: this.none}|the class has no field none",
                "method: named, tracepoint: named, arguments: {size: this.nothing()}|the class has no method nothing()"
                        + " that returns a value",
                "method: work, span: work, result: n, arguments: {ok: this.ok(), ret: 0}|'n' is no argument of the end;"
                        + " the catalogue has work_end(int ret, bool ok) \"%d %d\"",
                "method: longWork, span: work, result: ret, arguments: {ok: this.ok()}|argument 'ret' takes int, but the"
                        + " result is long",
                "method: named, span: named|unknown span 'named': it is in none of the 1 catalogues found",
                "method: named, tracepoint: nmaed|unknown tracepoint 'nmaed': did you mean 'named'?"
            })
    void whatDoesNotFitIsSaid(String rest, String message) {
        assertThatThrownBy(() -> resolve(rest, SIDECAR))
                .isInstanceOf(WeavingException.class)
                .hasMessage(message);
    }

    @Test
    void nameThatSeveralCataloguesHaveNeedsItsNamespace() {
        assertThatThrownBy(() -> resolve("method: named, tracepoint: named", SIDECAR, OTHER))
                .hasMessage("several catalogues have tracepoint 'named': write one of test.named, other.named");
        assertThat(resolve("method: named, tracepoint: other.named", SIDECAR, OTHER)
                        .eventClass())
                .isEqualTo("other/gen/NamedEvent");
    }

    @Test
    void statusNamesWhatIsNotWovenYet() {
        String yaml = """
                bindings:
                  - {class: a.B, method: m, tracepoint: named}
                  - {class: %s, method: named, tracepoint: named}
                  - {class: %s, method: named, tracepoint: named}
                """.formatted(Target.class.getName(), Target.class.getName());
        MethodBindings bindings = MethodBindings.of(Bindings.parse("b.yaml", yaml), catalogues(SIDECAR), problem -> {});
        byte[] classFile = Woven.classFile(Target.class);
        String name = Target.class.getName().replace('.', '/');

        assertThat(bindings.join(List.of(), name, classFile)).hasSize(1);
        assertThat(bindings.status())
                .isEqualTo(
                        "1 of 3 bindings woven; not yet a.B.m (line 2), " + Target.class.getName() + ".named (line 4)");
    }
}
