package matrix;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.TracepointSpan;

final class VarargsMethod {

    @TracepointSpan("varargs_method")
    @Result("joined")
    String join(int first, String... rest) {
        return first + String.join("", rest);
    }

    static Object run() {
        return new VarargsMethod().join(1, "a", "b") + new VarargsMethod().join(2);
    }
}
