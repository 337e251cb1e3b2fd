package matrix;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.TracepointSpan;

final class RethrowingMethod {

    private static final Error THROWN = new StackOverflowError("not caught on the way");

    @TracepointSpan("rethrowing_method")
    @Result("result")
    static int always(int value) throws Exception {
        try (AutoCloseable resource = () -> {
            throw new Exception("suppressed");
        }) {
            throw THROWN;
        }
    }

    static Object run() throws Exception {
        try {
            return always(1);
        } catch (Error thrown) {
            return "the same object: " + (thrown == THROWN) + ", suppressed " + thrown.getSuppressed().length;
        }
    }
}
