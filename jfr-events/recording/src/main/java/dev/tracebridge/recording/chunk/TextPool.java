package dev.tracebridge.recording.chunk;

import java.util.Arrays;

/**
 * The texts of a chunk that come again and again, each written once. Bounded: texts that are long or too many stay with their events.
 */
final class TextPool {

    static final int LONGEST = 96;

    private static final int SLOTS = 1 << 14;
    private static final int LIMIT = SLOTS / 2;

    private final int[] slots = new int[SLOTS];
    private final int[] hashes = new int[LIMIT + 1];
    private final int[] ends = new int[LIMIT + 1];
    private byte[] texts = new byte[1 << 16];
    private int count;

    /** The number of a text, from 1; 0 where it must stay with its event. */
    int number(byte[] utf8, int offset, int length) {
        if (length > LONGEST) {
            return 0;
        }
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + utf8[offset + i];
        }
        int slot = (hash ^ hash >>> 15) & SLOTS - 1;
        while (slots[slot] != 0) {
            int known = slots[slot];
            int start = ends[known - 1];
            if (hashes[known] == hash && Arrays.equals(texts, start, ends[known], utf8, offset, offset + length)) {
                return known;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        if (count == LIMIT) {
            return 0;
        }
        int start = ends[count];
        if (texts.length - start < length) {
            texts = Arrays.copyOf(texts, texts.length * 2);
        }
        System.arraycopy(utf8, offset, texts, start, length);
        count++;
        ends[count] = start + length;
        hashes[count] = hash;
        slots[slot] = count;
        return count;
    }

    int count() {
        return count;
    }

    void write(ChunkBytes out) {
        for (int i = 1; i <= count; i++) {
            out.number(i);
            out.text(texts, ends[i - 1], ends[i] - ends[i - 1]);
        }
    }

    void clear() {
        Arrays.fill(slots, 0);
        count = 0;
    }
}
