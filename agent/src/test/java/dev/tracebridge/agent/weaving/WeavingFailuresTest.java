package dev.tracebridge.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be woven harms nothing else. */
class WeavingFailuresTest {

    @BeforeEach
    void reset() {
        SinkEvent.reset();
    }

    abstract static class Mixed {
        static int good(int value) {
            return value;
        }

        static int bad(long value) {
            return (int) value;
        }

        abstract void missing();

        native void foreign();
    }

    @Test
    void oneMethodThatFailsLeavesTheOthersWoven() throws Throwable {
        Woven woven = Woven.asFarAsPossible(
                Mixed.class,
                "instant bad (J)I SINK param:0:I",
                "instant good (I)I SINK param:0:I",
                "span good (I)I SINK param:0:I return:I");
        assertThat(woven.result().wovenMethods()).isEqualTo(2);
        woven.call("good", 1);
        woven.call("bad", 1L);
        assertThat(SinkEvent.calls()).containsExactlyInAnyOrder("emit int 1", "begin 1", "end int 1");
    }

    @Test
    void methodsWithoutBodyAndUnknownOnesAreNamed() {
        Woven woven = Woven.asFarAsPossible(
                Mixed.class, "instant missing ()V SINK", "instant foreign ()V SINK", "instant other ()V SINK");
        assertThat(woven.result().failed().values())
                .containsExactlyInAnyOrder(
                        "it has no body",
                        "it has no body",
                        "the class has no such method; was it compiled apart from its index?");
        assertThat(woven.result().classFile()).isNull();
    }

    static final class BrokenEvent {
        static final int VALUE = fail();

        private BrokenEvent() {}

        private static int fail() {
            throw new IllegalStateException("cannot initialise");
        }

        public static boolean enabled() {
            return true;
        }
    }

    static class Application {
        int work(int value) {
            return value + 1;
        }
    }

    @Test
    void eventClassThatFailsToInitialiseIsNotNoticed() throws Throwable {
        String event = BrokenEvent.class.getName();
        Woven woven = Woven.of(
                Application.class,
                "span work (I)I " + event + " param:0:I return:I",
                "instant work (I)I " + event + " param:0:I");
        assertThat(woven.call("work", 1)).isEqualTo(2);
        assertThat(woven.call("work", 2)).isEqualTo(3);
    }

    @Test
    void eventClassThatIsMissingIsNotNoticed() throws Throwable {
        Woven woven = Woven.of(
                Application.class,
                "span work (I)I no.such.Event param:0:I return:I",
                "instant work (I)I no.such.Event param:0:I");
        assertThat(woven.call("work", 1)).isEqualTo(2);
    }

    @Test
    void eventClassOfAnotherVersionIsNotNoticed() throws Throwable {
        Woven woven = Woven.of(Application.class, "instant work (I)I SINK param:0:F");
        assertThat(woven.call("work", 1)).isEqualTo(2);
        assertThat(SinkEvent.calls()).isEmpty();
    }
}
