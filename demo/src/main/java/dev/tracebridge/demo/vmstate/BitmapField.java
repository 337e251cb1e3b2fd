package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.IOException;
import java.util.BitSet;
import java.util.function.Function;

/** Bits in words of 64, the lowest first. */
final class BitmapField<T> extends Field<T> {

    private final int bits;
    private final Function<T, BitSet> bitmap;

    BitmapField(String name, int bits, Function<T, BitSet> bitmap) {
        super(name, "bitmap");
        this.bits = bits;
        this.bitmap = bitmap;
    }

    @Override
    void save(T device, int index, VmStateSaver saver) throws IOException {
        long[] words = bitmap.apply(device).toLongArray();
        for (int word = 0; word < words(); word++) {
            saver.output().u64(word < words.length ? words[word] : 0);
        }
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        long start = loader.input().position();
        long[] words = new long[words()];
        for (int word = 0; word < words.length; word++) {
            words[word] = loader.input().u64(what);
        }
        BitSet loaded = BitSet.valueOf(words);
        if (loaded.length() > bits) {
            throw new StreamFormatException(start, bits + " bits of " + what, "bit " + (loaded.length() - 1));
        }
        BitSet own = bitmap.apply(device);
        own.clear();
        own.or(loaded);
    }

    private int words() {
        return (bits + Long.SIZE - 1) / Long.SIZE;
    }
}
