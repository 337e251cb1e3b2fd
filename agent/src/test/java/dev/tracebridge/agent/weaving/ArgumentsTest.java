package dev.tracebridge.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the arguments of a tracepoint come from, and in which types. */
class ArgumentsTest {

    @BeforeEach
    void reset() {
        SinkEvent.reset();
    }

    static class EveryWidth {
        void all(boolean z, byte b, short s, char c, int i, long j, float f, double d, String text) {}

        static void wideFirst(long first, double second, String third, long fourth) {}
    }

    @Test
    void primitivesOfEveryWidthAndTheirSlots() throws Throwable {
        Woven woven = Woven.of(
                EveryWidth.class,
                "instant all (ZBSCIJFDLjava/lang/String;)V SINK param:0:Z,param:1:B,param:2:S,param:3:C,param:4:I,"
                        + "param:5:J,param:6:F,param:7:D,param:8:Ljava/lang/String;",
                "instant wideFirst (JDLjava/lang/String;J)V SINK param:2:Ljava/lang/String;,param:3:J");
        woven.call("all", true, (byte) -1, (short) 2, 'c', 3, Long.MIN_VALUE, 1.5f, 2.5, "end");
        woven.call("wideFirst", 1L, 2.0, "x", 4L);
        assertThat(SinkEvent.calls())
                .containsExactly("emit true -1 2 c 3 -9223372036854775808 1.5 2.5 end", "emit x 4");
    }

    static class Widened {
        static void ofByte(byte value) {}

        static void ofShort(short value) {}

        static void ofChar(char value) {}

        static void ofInt(int value) {}

        static void ofLong(long value) {}

        static void ofFloat(float value) {}
    }

    @ParameterizedTest
    @CsvSource({
        "ofByte,B,I,emit int -5", "ofByte,B,J,emit long -5", "ofByte,B,D,emit double -5.0",
        "ofShort,S,I,emit int -5", "ofShort,S,J,emit long -5", "ofChar,C,I,emit int 65531",
        "ofInt,I,J,emit long -5", "ofInt,I,D,emit double -5.0", "ofLong,J,D,emit double -5.0",
        "ofFloat,F,D,emit double -5.0"
    })
    void argumentIsWidened(String method, String from, String to, String expected) throws Throwable {
        Woven woven = Woven.of(Widened.class, "instant " + method + " (" + from + ")V SINK param:0:" + to);
        Object value = switch (from) {
            case "B" -> (byte) -5;
            case "S" -> (short) -5;
            case "C" -> (char) -5;
            case "I" -> -5;
            case "J" -> -5L;
            default -> -5f;
        };
        woven.call(method, value);
        assertThat(SinkEvent.calls()).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"ofLong,J,I", "ofInt,I,B", "ofInt,I,Z", "ofFloat,F,J", "ofInt,I,Ljava/lang/String;"})
    void argumentThatWouldLoseSomethingIsNotWoven(String method, String from, String to) {
        Woven woven = Woven.asFarAsPossible(
                Widened.class,
                "instant " + method + " (" + from + ")V SINK param:0:" + to,
                "instant ofByte (B)V SINK param:0:I");
        assertThat(woven.result().failed().values()).singleElement().asString().contains("cannot be widened");
        assertThat(woven.result().wovenMethods()).isEqualTo(1);
    }

    static class Receiver {
        private static int count = 40;
        private static final String NAME = "static";
        private String name = "field";
        private final int[] size = {2};

        void page(long address) {
            name = "changed";
        }

        private String name() {
            return "private method";
        }

        protected int sum() {
            return count + size[0];
        }

        static String staticName() {
            return "static method";
        }

        static void tracepoint() {}
    }

    @ParameterizedTest
    @CsvSource({
        "field:name:Ljava/lang/String;:Ljava/lang/String;, emit field",
        "field:NAME:Ljava/lang/String;:Ljava/lang/String;, emit static",
        "field:count:I:J, emit long 40",
        "call:name:Ljava/lang/String;:Ljava/lang/String;, emit private method",
        "call:staticName:Ljava/lang/String;:Ljava/lang/String;, emit static method",
        "call:sum:I:D, emit double 42.0"
    })
    void memberOfTheReceiverIsRead(String argument, String expected) throws Throwable {
        Woven woven = Woven.of(Receiver.class, "instant page (J)V SINK " + argument);
        woven.call("page", 1L);
        assertThat(SinkEvent.calls()).containsExactly(expected);
    }

    @Test
    void staticMembersServeStaticMethods() throws Throwable {
        Woven woven = Woven.of(Receiver.class, "instant tracepoint ()V SINK field:count:I:I");
        woven.call("tracepoint");
        assertThat(SinkEvent.calls()).containsExactly("emit int 40");
    }

    @Test
    void membersThatAreNotThereAreNamed() {
        Woven woven = Woven.asFarAsPossible(
                Receiver.class,
                "instant page (J)V SINK field:missing:I:I",
                "instant tracepoint ()V SINK field:name:Ljava/lang/String;:Ljava/lang/String;",
                "span sum ()I SINK call:absent:I:I");
        assertThat(woven.result().failed().values())
                .containsExactlyInAnyOrder(
                        "the class has no field missing of type I",
                        "a static method has no receiver to read name from",
                        "the class has no method absent()I");
        assertThat(woven.result().classFile()).isNull();
    }

    static class Reassigned {
        int grow(int n, long size) {
            n += 10;
            size = size * 2 + n;
            return (int) size;
        }
    }

    @Test
    void endSeesParametersAsTheyCameIn() throws Throwable {
        Woven woven = Woven.of(Reassigned.class, "span grow (IJ)I SINK param:0:I param:0:I,param:1:J");
        assertThat(woven.call("grow", 1, 100L)).isEqualTo(211);
        assertThat(SinkEvent.calls()).containsExactly("begin 1", "end 1 100");
    }

    @Test
    void endSeesTheReceiverAfterTheMethod() throws Throwable {
        Woven woven = Woven.of(
                Receiver.class,
                "span page (J)V SINK field:name:Ljava/lang/String;:Ljava/lang/String;"
                        + " field:name:Ljava/lang/String;:Ljava/lang/String;");
        woven.call("page", 1L);
        assertThat(SinkEvent.calls()).containsExactly("begin field", "end changed");
    }
}
