package matrix;

import dev.tracebridge.annotations.Tracepoint;

record RecordCase(String block, long offset) {

    @Tracepoint("record_constructor")
    RecordCase {
        block = block.strip();
    }

    static Object run() {
        return new RecordCase(" ram ", 100);
    }
}
