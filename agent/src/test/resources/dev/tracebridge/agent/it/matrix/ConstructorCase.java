package matrix;

import dev.tracebridge.annotations.Arg;
import dev.tracebridge.annotations.Tracepoint;

final class ConstructorCase {

    @Arg("name")
    private final String name;

    @Tracepoint("constructor")
    ConstructorCase(String given, int number) {
        this(given);
        if (number < 0) {
            throw new IllegalArgumentException("negative");
        }
        number = 5;
    }

    private ConstructorCase(String given) {
        name = given;
    }

    static Object run() {
        return new ConstructorCase("vm", 3).name;
    }

    static Object fail() {
        return new ConstructorCase("vm", -3);
    }
}
