package matrix;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.TracepointSpan;

final class StaticMethod {

    @TracepointSpan("static_method")
    @Result("twice")
    static int twice(int value) {
        return value * 2;
    }

    static Object run() {
        return twice(21);
    }
}
