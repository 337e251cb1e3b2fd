package matrix;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.TracepointSpan;

final class ThrowingMethod {

    @TracepointSpan("throwing_method")
    @Result("result")
    int always(int depth) {
        if (depth > 0) {
            return always(depth - 1);
        }
        throw new UnsupportedOperationException("bottom", new IllegalStateException("cause"));
    }

    static Object run() {
        return new ThrowingMethod().always(1);
    }
}
