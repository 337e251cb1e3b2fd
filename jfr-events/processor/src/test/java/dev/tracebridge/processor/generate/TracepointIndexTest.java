package dev.tracebridge.processor.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.processor.generate.TracepointIndex.Call;
import dev.tracebridge.processor.generate.TracepointIndex.ClassEntry;
import dev.tracebridge.processor.generate.TracepointIndex.Field;
import dev.tracebridge.processor.generate.TracepointIndex.MethodEntry;
import dev.tracebridge.processor.generate.TracepointIndex.Parameter;
import dev.tracebridge.processor.generate.TracepointIndex.Returned;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracepointIndexTest {

    private static ClassEntry entry(String className, String method) {
        return new ClassEntry(
                className, List.of(new MethodEntry(false, method, "()V", "p.HitEvent", List.of(), List.of())));
    }

    @Test
    void writesEveryKindOfArgument() {
        TracepointIndex index = new TracepointIndex();
        index.setClass(new ClassEntry(
                "p.User",
                List.of(new MethodEntry(
                        true,
                        "m",
                        "(I)J",
                        "p.HitEvent",
                        List.of(new Parameter(0, "J"), new Call("c", "S", "I")),
                        List.of(new Field("f", "Ljava/lang/String;", "Ljava/lang/String;"), new Returned("J"))))));

        assertThat(index.text())
                .isEqualTo(
                        "tracebridge-index\t1\nclass\tp.User\nmethod\tspan\tm\t(I)J\tp.HitEvent\tparam:0:J,call:c:S:I"
                                + "\tfield:f:Ljava/lang/String;:Ljava/lang/String;,return:J\n");
    }

    @Test
    void readsBackWhatItWrote() {
        TracepointIndex index = new TracepointIndex();
        Example.generator().addTo(index);
        index.setClass(entry("p.User", "m"));

        assertThat(TracepointIndex.parse(index.text()).text()).isEqualTo(index.text());
        assertThat(TracepointIndex.parse(index.text().replace("\n", "\r\n")).text())
                .isEqualTo(index.text());
        assertThat(index.eventPackages()).containsExactly(Example.PACKAGE);
    }

    @Test
    void doesNotDependOnTheOrderOfCalls() {
        TracepointIndex one = new TracepointIndex();
        one.setClass(entry("p.A", "m"));
        one.setClass(entry("p.B", "m"));
        TracepointIndex other = new TracepointIndex();
        other.setClass(entry("p.B", "m"));
        other.setClass(entry("p.A", "m"));

        assertThat(one.text()).isEqualTo(other.text());
    }

    @Test
    void replacesAClass() {
        TracepointIndex index = new TracepointIndex();
        index.setClass(entry("p.A", "old"));
        index.setClass(entry("p.A", "young"));

        assertThat(index.text()).contains("\tyoung\t").doesNotContain("\told\t");
    }

    @Test
    void leavesOutAClassWithoutMethods() {
        TracepointIndex index = new TracepointIndex();
        index.setClass(entry("p.A", "m"));
        index.setClass(new ClassEntry("p.A", List.of()));

        assertThat(index.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tracebridge-index\t2\nclass\tp.A\nmethod\tinstant\tm\t()V\tp.E\t\n",
                "something else\n",
                "tracebridge-index\t1\n\n",
                "tracebridge-index\t1\nevent\tshort\nfuture\tline\n"
            })
    void startsAnewWhereItCannotRead(String text) {
        assertThat(TracepointIndex.parse(text).isEmpty()).isTrue();
    }
}
