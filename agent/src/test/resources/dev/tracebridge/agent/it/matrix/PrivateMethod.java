package matrix;

import dev.tracebridge.annotations.Tracepoint;

final class PrivateMethod {

    @Tracepoint("private_method")
    private int hidden(int value) {
        return value + 1;
    }

    static Object run() {
        return new PrivateMethod().hidden(4);
    }
}
