package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

/** What holds for any catalogue. */
class CataloguePropertiesTest {

    /** A declared argument and a conversion that prints it. */
    private record Parameter(String type, String conversion) {}

    @Provide
    static Arbitrary<String> declarations() {
        Arbitrary<Parameter> parameters = Arbitraries.of(
                new Parameter("int", "%d"),
                new Parameter("const  char *", "%s"),
                new Parameter("char*", "%20s"),
                new Parameter("uint64_t", "0x%016\"PRIx64\""),
                new Parameter("size_t", "%zu"),
                new Parameter("void *", "%p"),
                new Parameter("uint8_t", "%02x"),
                new Parameter("bool", "%u"),
                new Parameter("unsigned long", "%lx\" \""));
        Arbitrary<String> literals = Arbitraries.of("", " ", ": ", "\\\"", " %% ", "\\t", " a=");
        return Combinators.combine(
                        parameters.list().ofMinSize(1).ofMaxSize(9),
                        literals.list().ofSize(10),
                        Arbitraries.of("", "disable ", "vcpu ", "vcpu  disable\t"))
                .as((list, texts, properties) -> {
                    String arguments = java.util.stream.IntStream.range(0, list.size())
                            .mapToObj(i -> list.get(i).type + " a" + i)
                            .collect(Collectors.joining(", "));
                    StringBuilder format = new StringBuilder("\"").append(texts.get(0));
                    for (int i = 0; i < list.size(); i++) {
                        format.append(list.get(i).conversion).append(texts.get(i + 1));
                    }
                    return properties + "t(" + arguments + ") " + format + "\"";
                });
    }

    @Property
    void aDeclarationSurvivesBeingReadAlone(@ForAll("declarations") String declaration) {
        Tracepoint tracepoint = Catalogue.parse("x", "# g.c\n  " + declaration + "\n")
                .tracepoints()
                .get(0);
        Tracepoint alone = Tracepoint.parse(tracepoint.declaration());

        assertThat(alone.arguments()).isEqualTo(tracepoint.arguments());
        assertThat(alone.format()).isEqualTo(tracepoint.format());
        assertThat(alone.properties()).isEqualTo(tracepoint.properties());
    }

    @Property
    void everyArgumentIsPrintedInItsOrder(@ForAll("declarations") String declaration) {
        Tracepoint tracepoint = Tracepoint.parse(declaration);

        assertThat(tracepoint.format().conversions())
                .extracting(Conversion::argument)
                .isEqualTo(java.util.stream.IntStream.range(
                                0, tracepoint.arguments().size())
                        .boxed()
                        .toList());
    }

    @Property
    void anyTextIsReadOrRefusedWithPositions(
            @ForAll @CharRange(from = ' ', to = '~') @StringLength(max = 60) String start,
            @ForAll("declarations") String declaration,
            @ForAll("cuts") int cut) {
        String text = start + declaration.substring(0, Math.min(cut, declaration.length())) + "\n" + declaration + "\n";
        List<String> lines = text.lines().toList();
        try {
            assertThat(Catalogue.parse("x", text).tracepoints()).isNotEmpty();
        } catch (CatalogueException e) {
            assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.line()).isBetween(1, lines.size());
                assertThat(problem.column())
                        .isBetween(1, lines.get(problem.line() - 1).length() + 1);
                assertThat(problem.message()).isNotBlank();
                assertThat(problem.render()).startsWith("x:" + problem.line() + ":" + problem.column() + ": error: ");
            });
        }
    }

    @Provide
    static Arbitrary<Integer> cuts() {
        return Arbitraries.integers().between(0, 120);
    }

    @Property
    void anyUnicodeIsReadOrRefused(@ForAll String text) {
        List<String> names = new ArrayList<>();
        try {
            Catalogue.parse("x", text + "\n").tracepoints().forEach(t -> names.add(t.name()));
        } catch (CatalogueException e) {
            assertThat(e.problems()).isNotEmpty();
        }
        assertThat(names).allSatisfy(name -> assertThat(name).matches("[A-Za-z_][A-Za-z0-9_]*"));
    }

    @Property
    void anySidecarIsReadOrRefused(@ForAll @StringLength(max = 80) String text) {
        try {
            assertThat(Sidecar.parse("y", "namespace: n\n" + text, Examples.catalogue())
                            .namespace())
                    .isEqualTo("n");
        } catch (CatalogueException e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }
}
