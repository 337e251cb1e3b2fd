package dev.tracebridge.demo.memory;

import dev.tracebridge.demo.stream.RamBlockSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All RAM of a guest: a list of blocks that does not change once it is there.
 *
 * <p>Blocks that are laid out late are to be looked for only after that, in the order of the thread or of something that
 * orders threads. It is asked while a migration begins and while the guest stands still: loops, since to link the first
 * streams of a JVM takes milliseconds.
 */
public final class GuestMemory {

    /** The longest block, in bytes. */
    public static final long MAX_BLOCK_LENGTH = 1L << 30;

    private static final long FIRST_HOST_ADDRESS = 0x7f00_0000_0000L;

    private final long limit;
    private volatile List<RamBlock> blocks;

    private GuestMemory(long limit, List<RamBlock> blocks) {
        this.limit = limit;
        this.blocks = blocks;
    }

    /**
     * Allocates blocks of these sizes, filled with zeros.
     *
     * @throws IllegalArgumentException if a length is no multiple of the page size or over {@link #MAX_BLOCK_LENGTH}
     */
    public static GuestMemory allocate(List<RamBlockSize> sizes) {
        return new GuestMemory(0, blocks(sizes));
    }

    /**
     * Memory without any block yet.
     *
     * @param limit the most bytes that {@link #layOut} may make of it
     */
    public static GuestMemory asOnTheSource(long limit) {
        return new GuestMemory(limit, List.of());
    }

    /**
     * Allocates the blocks of memory that has none.
     *
     * @throws IllegalArgumentException as {@link #allocate}, or if they are too long together
     */
    public void layOut(List<RamBlockSize> sizes) {
        if (isLaidOut()) {
            throw new IllegalStateException("this memory has its blocks");
        }
        long left = limit;
        for (RamBlockSize size : sizes) {
            left -= Math.min(size.usedLength(), left + 1);
            if (left < 0) {
                throw new IllegalArgumentException("more than " + limit + " bytes");
            }
        }
        blocks = blocks(sizes);
    }

    /** Whether it has its blocks. */
    public boolean isLaidOut() {
        return !blocks.isEmpty();
    }

    private static List<RamBlock> blocks(List<RamBlockSize> sizes) {
        List<RamBlock> blocks = new ArrayList<>();
        for (RamBlockSize size : sizes) {
            if (size.usedLength() > MAX_BLOCK_LENGTH) {
                throw new IllegalArgumentException(size.name() + ": " + size.usedLength() + " bytes is more than "
                        + MAX_BLOCK_LENGTH + ", the longest block");
            }
            long hostAddress = FIRST_HOST_ADDRESS + blocks.size() * MAX_BLOCK_LENGTH;
            blocks.add(new RamBlock(size.name(), (int) size.usedLength(), hostAddress));
        }
        return List.copyOf(blocks);
    }

    /** The blocks, in the order of the stream. */
    public List<RamBlock> blocks() {
        return blocks;
    }

    /** The block of this name. */
    public Optional<RamBlock> block(String name) {
        for (RamBlock block : blocks) {
            if (block.name().equals(name)) {
                return Optional.of(block);
            }
        }
        return Optional.empty();
    }

    /** The names and lengths of all blocks. */
    public List<RamBlockSize> sizes() {
        List<RamBlockSize> sizes = new ArrayList<>();
        for (RamBlock block : blocks) {
            sizes.add(new RamBlockSize(block.name(), block.length()));
        }
        return List.copyOf(sizes);
    }

    /** Bytes in all blocks. */
    public long length() {
        long length = 0;
        for (RamBlock block : blocks) {
            length += block.length();
        }
        return length;
    }
}
