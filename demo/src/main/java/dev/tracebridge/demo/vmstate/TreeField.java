package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Parts of the device by number, in the numbers' order (QEMU's {@code gtree} with direct keys). */
final class TreeField<T, S> extends Field<T> {

    /** What QEMU calls keys that are numbers. */
    private static final String KEY = "direct";

    private static final int NODE = 1;
    private static final int END = 0;

    private final VmState<S> state;
    private final Function<T, SortedMap<Long, S>> tree;
    private final Supplier<S> create;

    TreeField(String name, VmState<S> state, Function<T, SortedMap<Long, S>> tree, Supplier<S> create) {
        super(name, "gtree");
        this.state = state;
        this.tree = tree;
        this.create = create;
    }

    @Override
    boolean isAlwaysUniform() {
        return false;
    }

    @Override
    void save(T device, int index, VmStateSaver saver) throws IOException {
        SortedMap<Long, S> nodes = tree.apply(device);
        MigrationTrace.put_gtree(name(), KEY, state.name(), nodes.size());
        saver.output().u32(nodes.size());
        for (Map.Entry<Long, S> node : nodes.entrySet()) {
            saver.output().u8(NODE);
            saver.output().u64(node.getKey());
            saver.save(state, node.getValue());
        }
        saver.output().u8(END);
        MigrationTrace.put_gtree_end(name(), KEY, state.name(), 0);
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        long start = loader.input().position();
        long count = loader.input().u32("number of nodes of " + what);
        MigrationTrace.get_gtree(name(), KEY, state.name(), (int) count);
        if (count > MOST_PARTS) {
            throw new StreamFormatException(start, "at most " + MOST_PARTS + " nodes of " + what, "" + count);
        }
        SortedMap<Long, S> nodes = new TreeMap<>();
        while (ListField.isThereMore(loader, what)) {
            long key = loader.input().u64("key of a node of " + what);
            S node = create.get();
            loader.load(state, node, state.version());
            if (nodes.size() == count || nodes.put(key, node) != null) {
                throw new StreamFormatException(
                        start,
                        count + " nodes of " + what + " by different numbers",
                        "more, or 0x" + Long.toHexString(key) + " twice");
            }
        }
        if (nodes.size() != count) {
            throw new StreamFormatException(start, count + " nodes of " + what, "" + nodes.size());
        }
        tree.apply(device).clear();
        tree.apply(device).putAll(nodes);
        MigrationTrace.get_gtree_end(name(), KEY, state.name(), 0);
    }
}
