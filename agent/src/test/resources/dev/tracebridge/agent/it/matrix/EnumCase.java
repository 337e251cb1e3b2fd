package matrix;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.TracepointSpan;

enum EnumCase {
    ACTIVE,
    COMPLETED {
        @Override
        String suffix() {
            return " for good";
        }
    };

    String suffix() {
        return "";
    }

    @TracepointSpan("enum_method")
    @Result("name")
    String enter(int step) {
        return name() + step + suffix();
    }

    static Object run() {
        return ACTIVE.enter(1) + ", " + COMPLETED.enter(2);
    }
}
