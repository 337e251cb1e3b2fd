package matrix;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.TracepointSpan;

final class FinallyMethod {

    private final StringBuilder order = new StringBuilder();

    @TracepointSpan("finally_method")
    @Result("result")
    int leave(int value) {
        try {
            if (value == 0) {
                return 10;
            }
            if (value < 0) {
                throw new IllegalStateException("negative");
            }
            return 20;
        } catch (IllegalStateException e) {
            return 30;
        } finally {
            order.append(" finally ").append(value);
        }
    }

    static Object run() {
        FinallyMethod object = new FinallyMethod();
        return object.leave(0) + object.leave(1) + object.leave(-1) + object.order.toString();
    }
}
