package matrix;

import dev.tracebridge.annotations.Tracepoint;

final class WideSlots {

    @Tracepoint("wide_slots")
    static double sum(long first, double second, String third, long fourth) {
        double third2 = 1;
        return first + second + fourth + third2;
    }

    static Object run() {
        return sum(1L, 2.5, "x", 4L);
    }
}
