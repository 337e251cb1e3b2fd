package matrix;

import dev.tracebridge.annotations.Tracepoint;

final class EveryWidth {

    @Tracepoint("every_width")
    String all(boolean z, byte b, short s, int i, long l, float f, double d, String text) {
        return "" + z + b + s + i + l + f + d + text;
    }

    static Object run() {
        return new EveryWidth().all(true, (byte) -1, (short) 2, 3, Long.MIN_VALUE, 1.5f, 2.5, "end");
    }
}
