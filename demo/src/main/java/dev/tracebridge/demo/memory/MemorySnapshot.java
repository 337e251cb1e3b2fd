package dev.tracebridge.demo.memory;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The digest of a guest's memory as it is at one moment, taken while the guest goes on writing. A page that the guest is
 * about to change before it has been hashed is put aside first, so that the guest neither waits for the digest nor spoils
 * it. QEMU's background snapshot works alike.
 *
 * <p><b>Assumptions.</b> {@link #begin} is called while no guest thread runs: the moment is that call.
 *
 * <p><b>Guarantees.</b> {@link #digests()} covers every page as it was at that moment, each read from the guest's memory
 * and none as it came over the wire.
 *
 * <p><b>Progress.</b> The first guest write to a page waits for at most one chunk of 256 KiB to be copied; later ones to
 * the same page for another lock at most. Memory put aside grows up to the size of the guest's.
 */
public final class MemorySnapshot {

    private static final int CHUNK_PAGES = 64;

    private final Map<RamBlock, Progress> progress = new IdentityHashMap<>();
    private final List<RamBlock> blocks;

    private static final class Progress {
        private final byte[][] putAside;
        private int hashedPages;

        private Progress(int pages) {
            putAside = new byte[pages][];
        }
    }

    private MemorySnapshot(List<RamBlock> blocks) {
        this.blocks = blocks;
        for (RamBlock block : blocks) {
            progress.put(block, new Progress(block.pages()));
        }
    }

    /** Keeps the memory as it is now for {@link #digests()}. No guest thread may run during this call. */
    public static MemorySnapshot begin(GuestMemory memory) {
        MemorySnapshot snapshot = new MemorySnapshot(memory.blocks());
        for (RamBlock block : memory.blocks()) {
            block.offerWritesTo(snapshot);
        }
        return snapshot;
    }

    /** Hashes the memory as it was at {@link #begin} and lets go of what was put aside. To be called once. */
    public List<BlockDigest> digests() {
        List<BlockDigest> digests = new ArrayList<>();
        byte[] chunk = new byte[CHUNK_PAGES * RamBlock.PAGE_SIZE];
        for (RamBlock block : blocks) {
            MessageDigest digest = sha256();
            int hashed = 0;
            while (hashed < block.pages()) {
                int pages = copyChunk(block, chunk);
                digest.update(chunk, 0, pages * RamBlock.PAGE_SIZE);
                hashed += pages;
            }
            block.offerWritesTo(null);
            digests.add(
                    new BlockDigest(block.name(), block.length(), HexFormat.of().formatHex(digest.digest())));
        }
        return List.copyOf(digests);
    }

    synchronized void beforeWrite(RamBlock block, int page) {
        Progress reached = progress.get(block);
        if (page >= reached.hashedPages && reached.putAside[page] == null) {
            byte[] bytes = new byte[RamBlock.PAGE_SIZE];
            block.memory().get(page * RamBlock.PAGE_SIZE, bytes);
            reached.putAside[page] = bytes;
        }
    }

    private synchronized int copyChunk(RamBlock block, byte[] chunk) {
        Progress reached = progress.get(block);
        int pages = Math.min(CHUNK_PAGES, block.pages() - reached.hashedPages);
        for (int i = 0; i < pages; i++) {
            int page = reached.hashedPages + i;
            byte[] bytes = reached.putAside[page];
            if (bytes == null) {
                block.memory().get(page * RamBlock.PAGE_SIZE, chunk, i * RamBlock.PAGE_SIZE, RamBlock.PAGE_SIZE);
            } else {
                System.arraycopy(bytes, 0, chunk, i * RamBlock.PAGE_SIZE, RamBlock.PAGE_SIZE);
                reached.putAside[page] = null;
            }
        }
        reached.hashedPages += pages;
        return pages;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
