package matrix;

import java.util.List;

final class LambdaBody {

    static Object run() {
        int base = 10;
        return List.of(1, 2).stream()
                .mapToInt(value -> {
                    MatrixTrace.lambda_body(base + value);
                    return value;
                })
                .sum();
    }
}
