package dev.tracebridge.agent.it.app;

import java.util.function.Supplier;

/** Code with tracepoints, as the index of the tests names them. */
public class Work {

    private final String block;

    public Work(String block) {
        this.block = block;
    }

    /** Emits {@code it.save_page} with the receiver's block. */
    public long savePage(long offset) {
        return offset + block.length();
    }

    /** Emits {@code it.hot}. */
    public static void hot(int value) {}

    /** Emits {@code it.state}. */
    public static void state(String job, String old) {}

    /** Is the span {@code it.section}. */
    public static int section(String id, Supplier<Integer> body) {
        return body.get();
    }
}
