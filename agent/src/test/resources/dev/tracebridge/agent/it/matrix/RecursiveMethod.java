package matrix;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.TracepointSpan;

final class RecursiveMethod {

    @TracepointSpan("recursive_method")
    @Result("product")
    int factorial(int n) {
        return n <= 1 ? 1 : n * factorial(n - 1);
    }

    static Object run() {
        return new RecursiveMethod().factorial(3);
    }
}
