package dev.tracebridge.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.bytebuddy.dynamic.ClassFileLocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreparedClassesTest {

    private static final String NAME = Application.class.getName().replace('.', '/');

    private final byte[] classFile = Woven.classFile(Application.class);
    private final PreparedClasses prepared = new PreparedClasses();

    static class Application {
        int work(int value) {
            return value;
        }
    }

    static class Other {
        int work(int value) {
            return value;
        }
    }

    @BeforeEach
    void reset() {
        SinkEvent.reset();
    }

    private static ClassIndex index(Class<?>... types) {
        ClassIndex index = new ClassIndex();
        for (Class<?> type : types) {
            for (TracepointMethod method : Woven.methods(type.getName(), "instant work (I)I SINK param:0:I")) {
                index.add(type.getName().replace('.', '/'), method);
            }
        }
        return index;
    }

    private static ClassFileLocator locator() {
        return new ClassFileLocator.Simple(Map.of(
                Application.class.getName(), Woven.classFile(Application.class),
                Other.class.getName(), Woven.classFile(Other.class)));
    }

    @Test
    void classThatIsLoadedLaterIsReady() throws Throwable {
        prepared.weave(index(Application.class), locator());

        WovenClass woven = prepared.take(NAME, classFile);

        assertThat(woven.failed()).isEmpty();
        assertThat(woven.wovenMethods()).isEqualTo(1);
        Woven.of(Application.class.getName(), woven.classFile()).call("work", 3);
        assertThat(SinkEvent.calls()).containsExactly("emit int 3");
    }

    @Test
    void classThatIsLoadedAgainIsNotReady() {
        prepared.weave(index(Application.class), locator());
        prepared.take(NAME, classFile);

        assertThat(prepared.take(NAME, classFile)).isNull();
    }

    @Test
    void somethingElseUnderItsNameIsNotReady() {
        prepared.weave(index(Application.class), locator());

        assertThat(prepared.take(NAME, Woven.classFile(Other.class))).isNull();
    }

    @Test
    void classThatWasAskedForIsNotWovenAhead() {
        List<String> located = new ArrayList<>();
        prepared.take(NAME, classFile);

        prepared.weave(index(Application.class, Other.class), noting(located));

        assertThat(located).contains(Other.class.getName()).doesNotContain(Application.class.getName());
    }

    @Test
    void classThatIsMissingOrBrokenKeepsNoOtherFromBeingReady() {
        ClassFileLocator broken = new ClassFileLocator.Simple(Map.of(
                Application.class.getName(),
                new byte[] {1, 2, 3},
                Other.class.getName(),
                Woven.classFile(Other.class)));

        prepared.weave(index(PreparedClassesTest.class, Application.class, Other.class), broken);

        assertThat(prepared.take(NAME, new byte[] {1, 2, 3})).isNull();
        assertThat(prepared.take(Other.class.getName().replace('.', '/'), Woven.classFile(Other.class)))
                .isNotNull();
    }

    private static ClassFileLocator noting(List<String> located) {
        ClassFileLocator all = locator();
        return new ClassFileLocator() {
            @Override
            public Resolution locate(String name) throws IOException {
                located.add(name);
                return all.locate(name);
            }

            @Override
            public void close() throws IOException {
                all.close();
            }
        };
    }
}
