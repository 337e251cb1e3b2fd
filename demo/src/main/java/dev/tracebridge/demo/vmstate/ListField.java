package dev.tracebridge.demo.vmstate;

import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Parts of the device, however many there are: each behind a 1, and a 0 at the end (QEMU's {@code qtailq} and {@code qlist}). */
final class ListField<T, S> extends Field<T> {

    private static final int MORE = 1;
    private static final int END = 0;

    private final Kind kind;
    private final VmState<S> state;
    private final Function<T, List<S>> list;
    private final Supplier<S> create;

    /** The two have one format and tracepoints of their own. */
    enum Kind {
        QTAILQ,
        QLIST
    }

    ListField(String name, Kind kind, VmState<S> state, Function<T, List<S>> list, Supplier<S> create) {
        super(name, kind == Kind.QTAILQ ? "qtailq" : "qlist");
        this.kind = kind;
        this.state = state;
        this.list = list;
        this.create = create;
    }

    @Override
    boolean isAlwaysUniform() {
        return false;
    }

    @Override
    void save(T device, int index, VmStateSaver saver) throws IOException {
        if (kind == Kind.QTAILQ) {
            MigrationTrace.put_qtailq(state.name(), state.version());
        } else {
            MigrationTrace.put_qlist(name(), state.name(), state.version());
        }
        for (S element : list.apply(device)) {
            saver.output().u8(MORE);
            saver.save(state, element);
        }
        saver.output().u8(END);
        if (kind == Kind.QTAILQ) {
            MigrationTrace.put_qtailq_end(state.name(), "end");
        } else {
            MigrationTrace.put_qlist_end(name(), state.name());
        }
    }

    @Override
    void load(T device, int index, VmStateLoader loader, String what) throws IOException {
        if (kind == Kind.QTAILQ) {
            MigrationTrace.get_qtailq(state.name(), state.version());
        } else {
            MigrationTrace.get_qlist(name(), state.name(), state.version());
        }
        List<S> elements = new ArrayList<>();
        while (isThereMore(loader, what)) {
            if (elements.size() == MOST_PARTS) {
                throw new StreamFormatException(
                        loader.input().position() - 1, "at most " + MOST_PARTS + " elements of " + what, "more");
            }
            S element = create.get();
            loader.load(state, element, state.version());
            elements.add(element);
        }
        list.apply(device).clear();
        list.apply(device).addAll(elements);
        if (kind == Kind.QTAILQ) {
            MigrationTrace.get_qtailq_end(state.name(), "end", 0);
        } else {
            MigrationTrace.get_qlist_end(name(), state.name());
        }
    }

    /** Reads the byte in front of an element, or at the end. */
    static boolean isThereMore(VmStateLoader loader, String what) throws IOException {
        long start = loader.input().position();
        int mark = loader.input().u8(what);
        if (mark != MORE && mark != END) {
            throw new StreamFormatException(start, "1 before an element of " + what + ", or 0 at its end", "" + mark);
        }
        return mark == MORE;
    }
}
