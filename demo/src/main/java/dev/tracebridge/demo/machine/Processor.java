package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.vmstate.StateMismatchException;
import dev.tracebridge.demo.vmstate.VmState;

/** The registers of the guest's processor. Its own thread uses them while it runs, the migration while it is stopped. */
final class Processor {

    static final VmState<Processor> COMMON = VmState.<Processor>named("cpu_common", 1)
            .uint32("halted", p -> p.halted, (p, v) -> p.halted = v)
            .uint32("interrupt_request", p -> p.interruptRequest, (p, v) -> p.interruptRequest = v)
            .build();

    private static final VmState<Processor> STEAL_TIME = VmState.<Processor>named("cpu/steal_time_msr", 1)
            .needed(p -> p.stealTime != 0)
            .uint64("env.steal_time_msr", p -> p.stealTime, (p, v) -> p.stealTime = v)
            .build();

    static final VmState<Processor> STATE = VmState.<Processor>named("cpu", 1)
            .uint64Array(
                    "env.regs", Register.values().length, (p, i) -> p.registers[i], (p, i, v) -> p.registers[i] = v)
            .uint64("env.eip", p -> p.instructions, (p, v) -> p.instructions = v)
            .subsection(STEAL_TIME)
            .postLoad(Processor::check)
            .build();

    /** What the guest's program keeps in which register. */
    enum Register {
        /** State of the program's random numbers. */
        SEED,
        /** Pages written. */
        PAGES_WRITTEN,
        /** Nanoseconds of page writing owed. */
        OWED,
        /** Virtual time of the last step. */
        LAST_STEP,
        /** Pages the program keeps writing to. */
        WORKING_PAGES,
        /** Nanoseconds from one page to the next; 0 for no pages at all. */
        NANOS_PER_PAGE
    }

    /** The most pages a second is one each 100 ns, which is 40 GB. */
    static final long MINIMUM_NANOS_PER_PAGE = 100;

    private final int mostWorkingPages;

    private final long[] registers = new long[Register.values().length];
    private long halted;
    private long interruptRequest;
    private long instructions;
    private long stealTime;

    /** A processor whose program may write to so many pages at most. */
    Processor(int mostWorkingPages) {
        this.mostWorkingPages = mostWorkingPages;
    }

    long get(Register register) {
        return registers[register.ordinal()];
    }

    void set(Register register, long value) {
        registers[register.ordinal()] = value;
    }

    /** Counts one pass of the program. */
    void step() {
        instructions++;
    }

    long steps() {
        return instructions;
    }

    /** Adds time the guest was not given although it wanted to run. */
    void addStealTime(long nanos) {
        stealTime += nanos;
    }

    long stealTime() {
        return stealTime;
    }

    /** The program trusts its registers; what comes from outside must not lead it astray. */
    private void check() throws StateMismatchException {
        long pages = get(Register.WORKING_PAGES);
        if (pages < 1 || pages > mostWorkingPages) {
            throw new StateMismatchException("1 to " + mostWorkingPages + " pages to write to", "" + pages);
        }
        long nanos = get(Register.NANOS_PER_PAGE);
        if (nanos != 0 && nanos < MINIMUM_NANOS_PER_PAGE) {
            throw new StateMismatchException(
                    "0 or " + MINIMUM_NANOS_PER_PAGE + " ns and more for a page", nanos + " ns");
        }
        long owed = get(Register.OWED);
        if (owed < 0 || owed > GuestProgram.MOST_OWED) {
            throw new StateMismatchException("0 to " + GuestProgram.MOST_OWED + " ns of writing owed", owed + " ns");
        }
    }
}
