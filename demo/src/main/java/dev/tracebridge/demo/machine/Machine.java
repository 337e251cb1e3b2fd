package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.machine.Processor.Register;
import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.vmstate.Configuration;
import dev.tracebridge.demo.vmstate.VmState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Memory, devices and one processor.
 *
 * <p><b>Assumptions.</b> One thread at a time starts, stops, saves and loads it. <b>Guarantees.</b> Between {@link #stop}
 * and {@link #start} neither memory nor devices change by themselves. <b>Progress.</b> {@code stop} waits some
 * microseconds for the guest.
 */
public final class Machine implements IncomingMachine {

    /** The name of a small PC in the configuration section. */
    public static final String TYPE = MachineModel.PC.type();

    private static final long VIDEO_MEMORY = 2L << 20;
    private static final long FIRMWARE = 256L << 10;
    private static final long FIRMWARE_SEED = 0x5eed_f1e1_d000_0001L;
    private static final long PROGRAM_SEED = 0x2545_f491_4f6c_dd1dL;
    private static final int FIRST_WORKING_PAGE = Heartbeat.OFFSET / RamBlock.PAGE_SIZE + 1;

    private final MachineModel model;
    private final GuestMemory memory;
    private final VirtualClock clock = new VirtualClock(System::nanoTime);
    private final Processor processor;
    private final Uart uart = new Uart();
    private final RealTimeClock realTimeClock = new RealTimeClock();
    private final IntervalTimer intervalTimer = new IntervalTimer();
    private final GlobalState globalState = new GlobalState();
    private final int ramSectionId;
    private final List<StateEntry<?>> entries;
    private final Heartbeat heartbeat;
    private final VirtualCpu cpu;
    private volatile RunState runState = RunState.INMIGRATE;

    private Machine(MachineModel model, long ram) {
        MachineSettings.requireRam(ram);
        this.model = model;
        List<RamBlockSize> blocks = new ArrayList<>();
        blocks.add(new RamBlockSize(model.mainMemory(), ram));
        if (model == MachineModel.PC) {
            blocks.add(new RamBlockSize("vga.vram", VIDEO_MEMORY));
            blocks.add(new RamBlockSize("pc.bios", FIRMWARE));
        }
        memory = GuestMemory.allocate(blocks);
        RamBlock main = memory.blocks().get(0);
        processor = new Processor(main.pages() - FIRST_WORKING_PAGE);
        Sections sections = new Sections();
        sections.add("timer", VirtualClock.STATE, clock);
        ramSectionId = sections.next();
        if (model == MachineModel.PC) {
            sections.add("cpu_common", Processor.COMMON, processor);
            sections.add("cpu", Processor.STATE, processor);
            sections.add("serial", Uart.STATE, uart);
            sections.add("mc146818rtc", RealTimeClock.STATE, realTimeClock);
            sections.add("i8254", IntervalTimer.STATE, intervalTimer);
        }
        sections.add("globalstate", GlobalState.STATE, globalState);
        entries = List.copyOf(sections.entries);
        heartbeat = new Heartbeat(main, Heartbeat::systemEpochNanos);
        GuestProgram program = new GuestProgram(
                heartbeat,
                processor,
                main,
                new GuestProgram.Devices(clock, uart, realTimeClock, intervalTimer),
                FIRST_WORKING_PAGE);
        cpu = VirtualCpu.start(program::step, program::stolen);
    }

    /** Numbers the devices as they come. */
    private static final class Sections {
        private final List<StateEntry<?>> entries = new ArrayList<>();
        private int nextId;

        int next() {
            return nextId++;
        }

        <T> void add(String idstr, VmState<T> state, T device) {
            entries.add(new StateEntry<>(next(), idstr, 0, state, device));
        }
    }

    /** A small PC whose guest has been running for a while. It stands still until {@link #start}. */
    public static Machine booted(MachineSettings settings) {
        return booted(MachineModel.PC, settings);
    }

    /** A machine whose guest has been running for a while. It stands still until {@link #start}. */
    public static Machine booted(MachineModel model, MachineSettings settings) {
        Machine machine = new Machine(model, settings.ram());
        RamBlock main = machine.memory.blocks().get(0);
        int pages = main.pages() - FIRST_WORKING_PAGE;
        int used = (int) ((long) pages * settings.usedPercent() / 100);
        GuestProgram.fill(main, FIRST_WORKING_PAGE, used, PROGRAM_SEED);
        if (model == MachineModel.PC) {
            RamBlock firmware = machine.memory.blocks().get(2);
            GuestProgram.fill(firmware, 0, firmware.pages(), FIRMWARE_SEED);
        }
        machine.processor.set(Register.SEED, PROGRAM_SEED);
        machine.processor.set(Register.WORKING_PAGES, Math.min(pages, settings.workingSet() / RamBlock.PAGE_SIZE));
        if (settings.dirtyRate() > 0) {
            long nanosPerPage = TimeUnit.SECONDS.toNanos(1) * RamBlock.PAGE_SIZE / settings.dirtyRate();
            machine.processor.set(Register.NANOS_PER_PAGE, Math.max(Processor.MINIMUM_NANOS_PER_PAGE, nanosPerPage));
        }
        machine.realTimeClock.update(Instant.now(), 0);
        machine.runState = RunState.PAUSED;
        return machine;
    }

    /**
     * A small PC that waits for its guest.
     *
     * @param ram bytes of main memory, as on the source
     */
    public static Machine waiting(long ram) {
        return waiting(MachineModel.PC, ram);
    }

    /**
     * A machine that waits for its guest.
     *
     * @param ram bytes of main memory, as on the source
     */
    public static Machine waiting(MachineModel model, long ram) {
        return new Machine(model, ram);
    }

    /** What kind of machine this is. */
    public MachineModel model() {
        return model;
    }

    @Override
    public Configuration configuration() {
        return Configuration.of(model.type());
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }

    /** The number of RAM's sections in a stream this machine writes. */
    public int ramSectionId() {
        return ramSectionId;
    }

    /** The devices, in the order they are saved in. */
    @Override
    public List<StateEntry<?>> entries() {
        return entries;
    }

    @Override
    public Optional<StateEntry<?>> entry(String idstr, int instanceId) {
        for (StateEntry<?> entry : entries) {
            if (entry.instanceId() == instanceId && entry.idstr().equals(idstr)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean takesUnknownDevices() {
        return false;
    }

    @Override
    public boolean takeUp() {
        RunState migrated = migratedRunState();
        if (migrated == RunState.RUNNING) {
            start();
            return true;
        }
        stop(migrated);
        return false;
    }

    /** How long the guest stood still. */
    public Heartbeat heartbeat() {
        return heartbeat;
    }

    /** What the machine is doing. */
    public RunState runState() {
        return runState;
    }

    /** Notes what the machine is doing now as what it is to do on the destination. */
    public void storeRunState() {
        globalState.store(runState);
    }

    /** What the machine did on the source; of use after loading. */
    public RunState migratedRunState() {
        return globalState.runState();
    }

    /** Lets the guest run. */
    public void start() {
        clock.start();
        runState = RunState.RUNNING;
        cpu.resume();
    }

    /** Stops the guest for this reason and waits until it stands still. */
    public void stop(RunState reason) {
        cpu.pause();
        clock.stop();
        runState = reason;
    }

    /**
     * Slows the guest down. From any thread.
     *
     * @param percent how much of its time the guest does not run, 0 to 99
     */
    public void throttle(int percent) {
        if (percent < 0 || percent > 99) {
            throw new IllegalArgumentException("throttle of " + percent + " %: expected 0 to 99");
        }
        cpu.throttle(percent);
    }

    /** How much of its time the guest does not run. */
    public int throttlePercent() {
        return cpu.throttlePercent();
    }

    /** Nanoseconds that were taken from the guest so far. Exact only while the guest is stopped. */
    public long stolenNanos() {
        return processor.stealTime();
    }

    /** Pages the guest has written so far. Exact only while the guest is stopped. */
    public long pagesWritten() {
        return processor.get(Register.PAGES_WRITTEN);
    }

    /** Ends the guest's thread. */
    @Override
    public void close() {
        cpu.end();
    }
}
