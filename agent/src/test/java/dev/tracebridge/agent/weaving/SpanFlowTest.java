package dev.tracebridge.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a span ends on each way out of a method. */
class SpanFlowTest {

    @BeforeEach
    void reset() {
        SinkEvent.reset();
    }

    static class Returns {
        @SuppressWarnings("finally")
        int inFinally(int value) {
            try {
                if (value == 0) {
                    return 1;
                }
                if (value < 0) {
                    throw new IllegalStateException("negative");
                }
                return 2;
            } catch (IllegalStateException e) {
                return 3;
            } finally {
                SinkEvent.note("finally");
            }
        }

        String nested(int value) {
            for (int i = 0; ; i++) {
                try {
                    if (i == value) {
                        return "at " + i;
                    }
                } finally {
                    if (i == 2) {
                        break;
                    }
                }
            }
            return "broken off";
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1})
    void returnInsideTryAndFinally(int value) throws Throwable {
        Woven woven = Woven.of(Returns.class, "span inFinally (I)I SINK param:0:I return:I");
        Object result = woven.call("inFinally", value);
        assertThat(SinkEvent.calls()).containsExactly("begin " + value, "finally", "end int " + result);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void returnOutOfALoop(int value) throws Throwable {
        Woven woven =
                Woven.of(Returns.class, "span nested (I)Ljava/lang/String; SINK param:0:I return:Ljava/lang/String;");
        Object result = woven.call("nested", value);
        assertThat(SinkEvent.calls()).containsExactly("begin " + value, "end " + result);
    }

    static class Throws {
        private static final IllegalStateException THROWN = new IllegalStateException("always");

        int always(int value) {
            throw THROWN;
        }

        void deep(int value) {
            if (value == 0) {
                throw new IllegalArgumentException("bottom");
            }
            deep(value - 1);
        }

        static StackTraceElement[] trace(RuntimeException e) {
            return e.getStackTrace();
        }
    }

    @Test
    void methodThatOnlyThrowsEndsWithAnError() {
        Woven woven = Woven.of(Throws.class, "span always (I)I SINK param:0:I return:I");
        Throwable thrown = catchThrowable(() -> woven.call("always", 1));
        assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessage("always");
        assertThat(SinkEvent.calls()).containsExactly("begin 1", "fail java.lang.IllegalStateException: always");
    }

    @Test
    void exceptionIsTheSameObjectWithTheSameStackTrace() throws Throwable {
        Woven plain = Woven.of(Throws.class.getName(), Woven.classFile(Throws.class));
        Woven woven =
                Woven.of(Throws.class, "span deep (I)V SINK param:0:I", "span always (I)I SINK param:0:I return:I");
        Throwable expected = catchThrowable(() -> plain.call("deep", 3));
        Throwable actual = catchThrowable(() -> woven.call("deep", 3));
        assertThat(ownFrames(actual)).isEqualTo(ownFrames(expected)).hasSize(4);
        assertThat(actual.getSuppressed()).isEmpty();
        Throwable same = catchThrowable(() -> woven.call("always", 3));
        java.lang.reflect.Field field = woven.type().getDeclaredField("THROWN");
        field.setAccessible(true);
        assertThat(same).isSameAs(field.get(null));
    }

    private static java.util.List<String> ownFrames(Throwable thrown) {
        return java.util.Arrays.stream(thrown.getStackTrace())
                .filter(frame -> frame.getClassName().equals(Throws.class.getName()))
                .map(frame -> frame.getMethodName() + ':' + frame.getLineNumber())
                .toList();
    }

    static class BrokenArguments {
        private final int value = 1;

        int count(int n) {
            return n;
        }

        private int broken() {
            throw new IllegalStateException("broken argument");
        }
    }

    @Test
    void argumentThatCannotBeReadAtTheStartCostsTheEventOnly() throws Throwable {
        Woven woven = Woven.of(
                BrokenArguments.class,
                "span count (I)I SINK call:broken:I:I return:I",
                "instant count (I)I SINK call:broken:I:I");
        assertThat(woven.call("count", 3)).isEqualTo(3);
        assertThat(SinkEvent.calls()).isEmpty();
    }

    @Test
    void argumentThatCannotBeReadAtTheEndEndsTheSpanWithThatError() throws Throwable {
        Woven woven = Woven.of(BrokenArguments.class, "span count (I)I SINK param:0:I call:broken:I:I");
        assertThat(woven.call("count", 3)).isEqualTo(3);
        assertThat(SinkEvent.calls())
                .containsExactly("begin 3", "fail java.lang.IllegalStateException: broken argument");
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V1_6, Opcodes.V1_8, Opcodes.V17})
    void deadCode(int version) throws Throwable {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(version, Opcodes.ACC_PUBLIC, "dead/Code", null, "java/lang/Object", null);
        MethodVisitor method = writer.visitMethod(Opcodes.ACC_STATIC, "compute", "(I)I", null, null);
        method.visitCode();
        method.visitVarInsn(Opcodes.ILOAD, 0);
        method.visitInsn(Opcodes.IRETURN);
        if (version == Opcodes.V1_6) {
            method.visitInsn(Opcodes.ICONST_1);
            method.visitInsn(Opcodes.IRETURN);
        } else {
            method.visitFrame(Opcodes.F_NEW, 1, new Object[] {Opcodes.INTEGER}, 0, new Object[0]);
            method.visitInsn(Opcodes.ICONST_1);
            method.visitInsn(Opcodes.IRETURN);
        }
        method.visitMaxs(1, 1);
        method.visitEnd();
        writer.visitEnd();
        Woven woven =
                Woven.of("dead.Code", writer.toByteArray(), "span compute (I)I SINK param:0:I return:I,param:0:J");
        assertThat(woven.result().failed()).isEmpty();
        assertThat(woven.call("compute", 9)).isEqualTo(9);
        assertThat(SinkEvent.calls()).containsExactly("begin 9", "end 9 9");
    }
}
