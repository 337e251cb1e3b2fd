package dev.tracebridge.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which kinds of methods can be woven: each case is a class of its own. */
class MethodShapesTest {

    @BeforeEach
    void reset() {
        SinkEvent.reset();
    }

    static class InstanceMethod {
        String greet(String name, long count) {
            SinkEvent.note("body");
            return name + count;
        }
    }

    @Test
    void instanceMethodEmitsBeforeItsBody() throws Throwable {
        Woven woven = Woven.of(
                InstanceMethod.class,
                "instant greet (Ljava/lang/String;J)Ljava/lang/String; SINK param:0:Ljava/lang/String;,param:1:J");
        assertThat(woven.call("greet", "ram", 7L)).isEqualTo("ram7");
        assertThat(SinkEvent.calls()).containsExactly("emit ram 7", "body");
    }

    @Test
    void methodThatIsOffDoesNothingButItsWork() throws Throwable {
        Woven woven = Woven.of(
                InstanceMethod.class,
                "instant greet (Ljava/lang/String;J)Ljava/lang/String; SINK param:0:Ljava/lang/String;,param:1:J",
                "span greet (Ljava/lang/String;J)Ljava/lang/String; SINK param:0:Ljava/lang/String;");
        SinkEvent.switchOff();
        assertThat(woven.call("greet", "ram", 7L)).isEqualTo("ram7");
        assertThat(SinkEvent.calls()).containsExactly("body");
    }

    @Test
    void methodCanBeInstantAndSpanAtOnce() throws Throwable {
        Woven woven = Woven.of(
                InstanceMethod.class,
                "instant greet (Ljava/lang/String;J)Ljava/lang/String; SINK param:1:J",
                "span greet (Ljava/lang/String;J)Ljava/lang/String; SINK param:0:Ljava/lang/String;"
                        + " return:Ljava/lang/String;");
        woven.call("greet", "ram", 7L);
        assertThat(SinkEvent.calls()).containsExactlyInAnyOrder("emit long 7", "begin ram", "body", "end ram7");
        assertThat(SinkEvent.calls()).endsWith("body", "end ram7");
    }

    static class StaticMethod {
        static int twice(int value) {
            return value * 2;
        }
    }

    @Test
    void staticMethod() throws Throwable {
        Woven woven = Woven.of(StaticMethod.class, "span twice (I)I SINK param:0:I return:I");
        assertThat(woven.call("twice", 21)).isEqualTo(42);
        assertThat(SinkEvent.calls()).containsExactly("begin 21", "end int 42");
    }

    static class OneConstructor {
        final String name;

        OneConstructor(String given, long ignored, int number) {
            if (number < 0) {
                throw new IllegalArgumentException("negative");
            }
            number = 5;
            name = given;
            given = null;
        }
    }

    @Test
    void constructorEmitsAtItsNormalExitWithItsArgumentsAndFields() throws Throwable {
        Woven woven = Woven.of(
                OneConstructor.class,
                "instant <init> (Ljava/lang/String;JI)V SINK field:name:Ljava/lang/String;:Ljava/lang/String;,"
                        + "param:2:J");
        woven.create("vm", 1L, 3);
        assertThat(SinkEvent.calls()).containsExactly("emit vm 3");
    }

    @Test
    void constructorThatThrowsEmitsNothing() {
        Woven woven = Woven.of(OneConstructor.class, "instant <init> (Ljava/lang/String;JI)V SINK param:2:I");
        assertThat(catchThrowable(() -> woven.create("vm", 1L, -3))).isInstanceOf(IllegalArgumentException.class);
        assertThat(SinkEvent.calls()).isEmpty();
    }

    static class PrivateMethod {
        private void hidden(int value) {}

        void call() {
            hidden(4);
        }
    }

    @Test
    void privateMethod() throws Throwable {
        Woven.of(PrivateMethod.class, "instant hidden (I)V SINK param:0:I").call("call");
        assertThat(SinkEvent.calls()).containsExactly("emit int 4");
    }

    static class SynchronizedMethod {
        synchronized boolean isLocked(int value) {
            return Thread.holdsLock(this);
        }
    }

    @Test
    void synchronizedMethod() throws Throwable {
        Woven woven = Woven.of(SynchronizedMethod.class, "span isLocked (I)Z SINK param:0:I");
        assertThat(woven.call("isLocked", 1)).isEqualTo(true);
        assertThat(SinkEvent.calls()).containsExactly("begin 1", "end");
    }

    static class RecursiveMethod {
        int factorial(int n) {
            return n <= 1 ? 1 : n * factorial(n - 1);
        }
    }

    @Test
    void recursiveMethod() throws Throwable {
        Woven woven = Woven.of(RecursiveMethod.class, "span factorial (I)I SINK param:0:I return:I");
        assertThat(woven.call("factorial", 3)).isEqualTo(6);
        assertThat(SinkEvent.calls())
                .containsExactly("begin 3", "begin 2", "begin 1", "end int 1", "end int 2", "end int 6");
    }

    abstract static class GenericBase<T> {
        abstract T echo(T value);
    }

    static class GenericMethod extends GenericBase<String> {
        @Override
        String echo(String value) {
            return value;
        }

        <N extends Number> N number(N value) {
            return value;
        }
    }

    @Test
    void genericMethodIsWovenAndItsBridgeIsNot() throws Throwable {
        Woven woven = Woven.of(
                GenericMethod.class,
                "instant echo (Ljava/lang/String;)Ljava/lang/String; SINK param:0:Ljava/lang/String;",
                "instant number (Ljava/lang/Number;)Ljava/lang/Number; SINK param:0:Ljava/lang/Object;");
        Object object = woven.create();
        for (java.lang.reflect.Method echo : woven.type().getDeclaredMethods()) {
            if (echo.getName().equals("echo")) {
                echo.setAccessible(true);
                assertThat(echo.invoke(object, echo.isBridge() ? "bridge" : "x"))
                        .isIn("bridge", "x");
            }
        }
        woven.call("number", 5);
        assertThat(SinkEvent.calls()).containsExactlyInAnyOrder("emit bridge", "emit x", "emit object 5");
    }

    static class VarargsMethod {
        String join(int first, String... rest) {
            return first + String.join("", rest);
        }
    }

    @Test
    void varargsMethod() throws Throwable {
        Woven woven = Woven.of(
                VarargsMethod.class,
                "span join (I[Ljava/lang/String;)Ljava/lang/String; SINK param:0:I return:Ljava/lang/String;");
        assertThat(woven.call("join", 1, new String[] {"a", "b"})).isEqualTo("1ab");
        assertThat(SinkEvent.calls()).containsExactly("begin 1", "end 1ab");
    }

    static class LambdaMethod {
        int sum(List<Integer> values, int start) {
            IntSupplier later = () -> start + values.size();
            return values.stream().mapToInt(value -> value + start).sum() + later.getAsInt();
        }
    }

    @Test
    void methodWithLambdas() throws Throwable {
        Woven woven = Woven.of(LambdaMethod.class, "span sum (Ljava/util/List;I)I SINK param:1:I return:I");
        assertThat(woven.call("sum", List.of(1, 2), 10)).isEqualTo(35);
        assertThat(SinkEvent.calls()).containsExactly("begin 10", "end int 35");
    }

    @Test
    void bodyOfALambda() throws Throwable {
        String body = java.util.Arrays.stream(LambdaMethod.class.getDeclaredMethods())
                .filter(method -> method.isSynthetic()
                        && java.util.Arrays.equals(
                                method.getParameterTypes(), new Class<?>[] {int.class, Integer.class}))
                .findFirst()
                .orElseThrow()
                .getName();
        Woven woven = Woven.of(
                LambdaMethod.class,
                "span " + body + " (ILjava/lang/Integer;)I SINK param:0:I return:I",
                "span sum (Ljava/util/List;I)I SINK param:1:I return:I");
        assertThat(woven.call("sum", List.of(1, 2), 10)).isEqualTo(35);
        assertThat(SinkEvent.calls())
                .containsExactly("begin 10", "begin 10", "end int 11", "begin 10", "end int 12", "end int 35");
    }

    interface DefaultMethod {
        int SIZE = 4096;

        default long pages(long bytes) {
            return bytes / size();
        }

        default int size() {
            return SIZE;
        }

        static int three(int value) {
            return value + 3;
        }

        private int secret() {
            return 99;
        }

        default int reveal() {
            return secret();
        }
    }

    static class UsesDefault implements DefaultMethod {}

    @Test
    void interfaceDefaultAndStaticMethods() throws Throwable {
        String name = DefaultMethod.class.getName();
        WovenClass result = Weaver.weave(
                name,
                Woven.classFile(DefaultMethod.class),
                net.bytebuddy.dynamic.ClassFileLocator.NoOp.INSTANCE,
                Woven.methods(
                        name,
                        "span pages (J)J SINK call:size:I:I return:J",
                        "instant three (I)I SINK param:0:I",
                        "instant reveal ()I SINK call:secret:I:I"));
        assertThat(result.failed()).isEmpty();
        Woven.OneClassLoader loader = new Woven.OneClassLoader(java.util.Map.of(
                name, result.classFile(), UsesDefault.class.getName(), Woven.classFile(UsesDefault.class)));
        java.lang.reflect.Constructor<?> constructor =
                loader.define(UsesDefault.class.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        Object object = constructor.newInstance();
        Class<?> woven = loader.define(name);
        assertThat(accessible(woven, "pages", long.class).invoke(object, 8192L)).isEqualTo(2L);
        assertThat(accessible(woven, "three", int.class).invoke(null, 4)).isEqualTo(7);
        assertThat(accessible(woven, "reveal").invoke(object)).isEqualTo(99);
        assertThat(SinkEvent.calls()).containsExactly("begin 4096", "end long 2", "emit int 4", "emit int 99");
    }

    private static java.lang.reflect.Method accessible(Class<?> type, String name, Class<?>... parameters)
            throws NoSuchMethodException {
        java.lang.reflect.Method method = type.getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    record PageRecord(String block, long offset) {
        PageRecord {
            block = block.strip();
        }

        long end(int length) {
            return offset + length;
        }
    }

    @Test
    void recordWithCompactConstructor() throws Throwable {
        Woven woven = Woven.of(
                PageRecord.class,
                "instant <init> (Ljava/lang/String;J)V SINK call:block:Ljava/lang/String;:Ljava/lang/String;,param:1:J",
                "span end (I)J SINK field:block:Ljava/lang/String;:Ljava/lang/String; return:J");
        Object page = woven.create(" ram ", 100L);
        assertThat(woven.callOn(page, "end", 5)).isEqualTo(105L);
        assertThat(page).hasToString("PageRecord[block=ram, offset=100]");
        assertThat(SinkEvent.calls()).containsExactly("emit ram 100", "begin ram", "end long 105");
    }

    enum StateEnum {
        ACTIVE,
        COMPLETED {
            @Override
            boolean isTerminal() {
                return true;
            }
        };

        boolean isTerminal() {
            return false;
        }

        String enter(int step) {
            return name() + step;
        }
    }

    @Test
    void enumMethod() throws Throwable {
        Woven woven =
                Woven.of(StateEnum.class, "span enter (I)Ljava/lang/String; SINK param:0:I return:Ljava/lang/String;");
        Object active = woven.type().getEnumConstants()[0];
        assertThat(woven.callOn(active, "enter", 2)).isEqualTo("ACTIVE2");
        assertThat(SinkEvent.calls()).containsExactly("begin 2", "end ACTIVE2");
    }

    static class EmptyMethod {
        static void tracepoint(String old, int new_) {}
    }

    @Test
    void facadeMethodWithoutBody() throws Throwable {
        Woven woven = Woven.of(
                EmptyMethod.class,
                "instant tracepoint (Ljava/lang/String;I)V SINK param:0:Ljava/lang/String;,param:1:J");
        woven.call("tracepoint", "setup", 8);
        assertThat(SinkEvent.calls()).containsExactly("emit setup 8");
    }
}
