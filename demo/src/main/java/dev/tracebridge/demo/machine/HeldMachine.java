package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.vmstate.Configuration;
import java.util.List;
import java.util.Optional;

/**
 * A machine of whatever kind that is taken in and not run: its memory is laid out as the source's, and the state of its
 * devices is passed over, but for what every machine has. For one thread.
 */
public final class HeldMachine implements IncomingMachine {

    private final Configuration configuration = Configuration.any();
    private final GuestMemory memory;
    private final List<StateEntry<?>> known;
    private final GlobalState globalState = new GlobalState();

    private HeldMachine(long limit) {
        this.memory = GuestMemory.asOnTheSource(limit);
        this.known = List.of(
                new StateEntry<>(0, "timer", 0, VirtualClock.STATE, new VirtualClock(System::nanoTime)),
                new StateEntry<>(0, "globalstate", 0, GlobalState.STATE, globalState));
    }

    /**
     * A machine that waits for what may come.
     *
     * @param limit the most bytes of memory it may have
     */
    public static HeldMachine waiting(long limit) {
        return new HeldMachine(limit);
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }

    /** None: it is not known what the machine has. */
    @Override
    public List<StateEntry<?>> entries() {
        return List.of();
    }

    @Override
    public Optional<StateEntry<?>> entry(String idstr, int instanceId) {
        return known.stream()
                .filter(entry ->
                        entry.instanceId() == instanceId && entry.idstr().equals(idstr))
                .findFirst();
    }

    @Override
    public boolean takesUnknownDevices() {
        return true;
    }

    /** The guest stays as it came. */
    @Override
    public boolean takeUp() {
        return false;
    }

    /** Nothing runs here. */
    @Override
    public void close() {}
}
