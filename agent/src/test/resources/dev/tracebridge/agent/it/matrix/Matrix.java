package matrix;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Runs every case and says what it returns or throws, stack traces and all. */
public final class Matrix {

    public static void main(String[] arguments) {
        Map<String, Callable<?>> cases = new LinkedHashMap<>();
        cases.put("InstanceMethod", InstanceMethod::run);
        cases.put("StaticMethod", StaticMethod::run);
        cases.put("ConstructorCase", ConstructorCase::run);
        cases.put("ConstructorThatThrows", ConstructorCase::fail);
        cases.put("PrivateMethod", PrivateMethod::run);
        cases.put("SynchronizedMethod", SynchronizedMethod::run);
        cases.put("RecursiveMethod", RecursiveMethod::run);
        cases.put("GenericMethod", GenericMethod::run);
        cases.put("VarargsMethod", VarargsMethod::run);
        cases.put("EveryWidth", EveryWidth::run);
        cases.put("WideSlots", WideSlots::run);
        cases.put("DefaultMethod", DefaultMethod::run);
        cases.put("RecordCase", RecordCase::run);
        cases.put("EnumCase", EnumCase::run);
        cases.put("LambdaBody", LambdaBody::run);
        cases.put("FinallyMethod", FinallyMethod::run);
        cases.put("ThrowingMethod", ThrowingMethod::run);
        cases.put("RethrowingMethod", RethrowingMethod::run);
        cases.put("OldAndNew", OldAndNew::run);
        cases.put("NestedPair", NestedPair::run);
        cases.put("KeyedPair", KeyedPair::run);
        cases.put("ReceiverRoot", ReceiverRoot::run);
        cases.put("EndlessStart", EndlessStart::run);
        cases.forEach(Matrix::run);
        System.exit(9);
    }

    private static void run(String name, Callable<?> test) {
        try {
            System.out.println(name + ": " + test.call());
        } catch (Throwable thrown) {
            System.out.print(name + " throws ");
            thrown.printStackTrace(System.out);
        }
    }
}
