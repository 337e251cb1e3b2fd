package dev.tracebridge.exporter;

import dev.tracebridge.exporter.events.SavevmSectionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Emits pairs of spans of {@code savevm_section}, one in the other, with {@code section_id} counted from 0, about 20,000 spans a second, and tells on
 * standard output how many; ends badly after some. Arguments: how, and after how many spans.
 */
final class CrashProgram {

    /** Before the number of spans emitted so far. */
    static final String EMITTED = "emitted ";

    private static final int BURST = 200;
    private static final long PAUSE_NANOS = 10_000_000;

    private CrashProgram() {}

    /** How the program ends. */
    enum Ending {
        /** It does not: somebody kills it. */
        KILLED,
        HALT,
        EXIT,
        UNCAUGHT,
        /** The JVM gives up at once, as the tests' option says. */
        OUT_OF_MEMORY
    }

    public static void main(String[] arguments) {
        Ending ending = Ending.valueOf(arguments[0]);
        int limit = Integer.parseInt(arguments[1]);
        for (int emitted = 0; emitted < limit; emitted += BURST) {
            for (int id = emitted; id < emitted + BURST; id += 2) {
                SavevmSectionEvent outer = SavevmSectionEvent.begin("outer", id);
                SavevmSectionEvent inner = SavevmSectionEvent.begin("inner", id + 1);
                SavevmSectionEvent.end(inner, "inner", 0);
                SavevmSectionEvent.end(outer, "outer", 0);
            }
            System.out.println(EMITTED + (emitted + BURST));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        switch (ending) {
            case KILLED -> LockSupport.park();
            case HALT -> Runtime.getRuntime().halt(1);
            case EXIT -> System.exit(1);
            case UNCAUGHT -> throw new IllegalStateException("on purpose");
            case OUT_OF_MEMORY -> {
                List<long[]> hoard = new ArrayList<>();
                while (hoard.size() < Integer.MAX_VALUE) {
                    hoard.add(new long[1 << 20]);
                }
            }
        }
    }
}
