package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.vmstate.Configuration;
import java.util.List;
import java.util.Optional;

/** What a migration fills: it waits for its guest, and one thread at a time loads it. */
public interface IncomingMachine extends AutoCloseable {

    /** What a stream's configuration section is loaded into; it refuses what does not fit this machine. */
    Configuration configuration();

    /** Guest RAM. */
    GuestMemory memory();

    /** The devices whose state must come if they have any. */
    List<StateEntry<?>> entries();

    /** The device of this name and instance, if its state is known here. */
    Optional<StateEntry<?>> entry(String idstr, int instanceId);

    /** Whether devices that are not known here may come too. */
    boolean takesUnknownDevices();

    /**
     * Goes on as the source would have, once everything that takes is loaded.
     *
     * @return whether the guest runs now
     */
    boolean takeUp();

    /** Ends the machine. */
    @Override
    void close();
}
