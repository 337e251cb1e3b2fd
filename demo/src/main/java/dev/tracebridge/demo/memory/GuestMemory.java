package dev.tracebridge.demo.memory;

import dev.tracebridge.demo.stream.RamBlockSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All RAM of a guest: an unchanging list of blocks. */
public final class GuestMemory {

    /** The longest block, in bytes. */
    public static final long MAX_BLOCK_LENGTH = 1L << 30;

    private static final long FIRST_HOST_ADDRESS = 0x7f00_0000_0000L;

    private final List<RamBlock> blocks;

    private GuestMemory(List<RamBlock> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /**
     * Allocates blocks of these sizes, filled with zeros.
     *
     * @throws IllegalArgumentException if a length is no multiple of the page size or over {@link #MAX_BLOCK_LENGTH}
     */
    public static GuestMemory allocate(List<RamBlockSize> sizes) {
        List<RamBlock> blocks = new ArrayList<>();
        for (RamBlockSize size : sizes) {
            if (size.usedLength() > MAX_BLOCK_LENGTH) {
                throw new IllegalArgumentException(size.name() + ": " + size.usedLength() + " bytes is more than "
                        + MAX_BLOCK_LENGTH + ", the longest block");
            }
            long hostAddress = FIRST_HOST_ADDRESS + blocks.size() * MAX_BLOCK_LENGTH;
            blocks.add(new RamBlock(size.name(), (int) size.usedLength(), hostAddress));
        }
        return new GuestMemory(blocks);
    }

    /** The blocks, in the order of the stream. */
    public List<RamBlock> blocks() {
        return blocks;
    }

    /** The block of this name. */
    public Optional<RamBlock> block(String name) {
        return blocks.stream().filter(block -> block.name().equals(name)).findFirst();
    }

    /** The names and lengths of all blocks. */
    public List<RamBlockSize> sizes() {
        return blocks.stream()
                .map(block -> new RamBlockSize(block.name(), block.length()))
                .toList();
    }

    /** Bytes in all blocks. */
    public long length() {
        return blocks.stream().mapToLong(RamBlock::length).sum();
    }
}
