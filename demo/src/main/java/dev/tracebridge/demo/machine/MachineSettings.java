package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.memory.RamBlock;

/**
 * What a machine is made of and how busy its guest is. The destination must have the same {@code ram}; everything else
 * travels with the guest.
 *
 * @param ram bytes of main memory; a multiple of the page size, at least {@link #MINIMUM_RAM}
 * @param usedPercent how much of it the guest has written before the migration; the rest is zeros
 * @param workingSet bytes at most that the guest keeps writing to
 * @param dirtyRate bytes of pages the guest dirties in a second; 0 for none besides the heartbeat's
 */
public record MachineSettings(long ram, int usedPercent, long workingSet, long dirtyRate) {

    /** Room for the heartbeat and some pages to write to. */
    public static final long MINIMUM_RAM = 4L << 20;

    private static final long MAXIMUM_DIRTY_RATE = 40_000_000_000L;

    /** Checks the ranges. */
    public MachineSettings {
        requireRam(ram);
        require(usedPercent >= 0 && usedPercent <= 100, usedPercent + " % used: expected 0 to 100");
        require(
                workingSet >= RamBlock.PAGE_SIZE && workingSet <= ram,
                "working set of " + workingSet + " bytes: expected a page to all of the memory");
        require(
                dirtyRate >= 0 && dirtyRate <= MAXIMUM_DIRTY_RATE,
                "dirty rate " + dirtyRate + ": expected 0 to 40 GB/s");
    }

    static void requireRam(long ram) {
        require(
                ram >= MINIMUM_RAM && ram <= GuestMemory.MAX_BLOCK_LENGTH && ram % RamBlock.PAGE_SIZE == 0,
                "memory of " + ram + " bytes: expected a multiple of " + RamBlock.PAGE_SIZE + " from 4 MiB to 1 GiB");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
