package dev.tracebridge.demo.vmstate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What a device's state consists of (QEMU's {@code VMStateDescription}). Unchanging; one serves all devices of a kind and
 * both directions.
 *
 * @param <T> the device
 */
public final class VmState<T> {

    private final String name;
    private final int version;
    private final int minimumVersion;
    private final List<Field<T>> fields;
    private final List<VmState<T>> subsections;
    private final Predicate<T> needed;
    private final Consumer<T> preSave;
    private final PostLoad<T> postLoad;

    /** What a device does with, or has against, the state it has been given. */
    @FunctionalInterface
    public interface PostLoad<T> {

        /**
         * Takes the loaded state.
         *
         * @throws StateMismatchException if the device cannot be in that state
         */
        void accept(T device) throws StateMismatchException;
    }

    /** Reads one element of an array. */
    @FunctionalInterface
    public interface ElementGetter<T> {

        /** The value of the element at {@code index}. */
        long get(T device, int index);
    }

    /** Writes one element of an array. */
    @FunctionalInterface
    public interface ElementSetter<T> {

        /** Sets the element at {@code index}. */
        void set(T device, int index, long value);
    }

    private VmState(Builder<T> builder) {
        this.name = builder.name;
        this.version = builder.version;
        this.minimumVersion = builder.minimumVersion;
        this.fields = List.copyOf(builder.fields);
        this.subsections = List.copyOf(builder.subsections);
        this.needed = builder.needed;
        this.preSave = builder.preSave;
        this.postLoad = builder.postLoad;
    }

    /** Begins the description of a state; it is saved as {@code version}, and that version only is loaded. */
    public static <T> Builder<T> named(String name, int version) {
        return new Builder<>(name, version);
    }

    /** The state's name; a subsection's begins with its parent's and a slash. */
    public String name() {
        return name;
    }

    /** The version that is saved, and the newest that can be loaded. */
    public int version() {
        return version;
    }

    /** The oldest version that can be loaded. */
    public int minimumVersion() {
        return minimumVersion;
    }

    /** Whether the device has anything to save; a state that is not needed is left out. */
    public boolean isNeeded(T device) {
        return needed.test(device);
    }

    List<Field<T>> fields() {
        return fields;
    }

    List<VmState<T>> subsections() {
        return subsections;
    }

    Optional<VmState<T>> subsection(String wanted) {
        return subsections.stream().filter(state -> state.name.equals(wanted)).findFirst();
    }

    /** Does what the device wants done before it is saved; false if that is nothing. */
    boolean preSave(T device) {
        if (preSave == null) {
            return false;
        }
        preSave.accept(device);
        return true;
    }

    void postLoad(T device) throws StateMismatchException {
        postLoad.accept(device);
    }

    /** Whether every element of an array of this state has the same layout, so that one description serves all. */
    boolean isUniform() {
        return subsections.isEmpty() && fields.stream().allMatch(Field::isAlwaysUniform);
    }

    /**
     * Collects a state's fields, in the order of the stream.
     *
     * @param <T> the device
     */
    public static final class Builder<T> {

        private final String name;
        private final int version;
        private int minimumVersion;
        private final List<Field<T>> fields = new ArrayList<>();
        private final List<VmState<T>> subsections = new ArrayList<>();
        private Predicate<T> needed = device -> true;
        private Consumer<T> preSave;
        private PostLoad<T> postLoad = device -> {};

        private Builder(String name, int version) {
            this.name = Objects.requireNonNull(name, "name");
            this.version = version;
            this.minimumVersion = version;
        }

        /** The oldest version that can be loaded; all fields must be in it. */
        public Builder<T> minimumVersion(int oldest) {
            minimumVersion = oldest;
            return this;
        }

        /** One byte, 0 or 1. */
        public Builder<T> bool(String field, Predicate<T> get, BiConsumer<T, Boolean> set) {
            return integer(
                    field,
                    IntegerType.BOOL,
                    device -> get.test(device) ? 1 : 0,
                    (device, v) -> set.accept(device, v != 0));
        }

        /** One byte, unsigned. */
        public Builder<T> uint8(String field, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return integer(field, IntegerType.UINT8, get, set);
        }

        /** Two bytes, unsigned. */
        public Builder<T> uint16(String field, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return integer(field, IntegerType.UINT16, get, set);
        }

        /** Four bytes, unsigned. */
        public Builder<T> uint32(String field, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return integer(field, IntegerType.UINT32, get, set);
        }

        /** Eight bytes, unsigned. */
        public Builder<T> uint64(String field, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return integer(field, IntegerType.UINT64, get, set);
        }

        /** Four bytes, signed. */
        public Builder<T> int32(String field, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return integer(field, IntegerType.INT32, get, set);
        }

        /** Eight bytes, signed. */
        public Builder<T> int64(String field, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return integer(field, IntegerType.INT64, get, set);
        }

        /** When a timer expires, in nanoseconds of the virtual clock; -1 when it is not armed. */
        public Builder<T> timer(String field, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return integer(field, IntegerType.TIMER, get, set);
        }

        /** One byte, signed. */
        public Builder<T> int8(String field, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return integer(field, IntegerType.INT8, get, set);
        }

        /** Two bytes, signed. */
        public Builder<T> int16(String field, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return integer(field, IntegerType.INT16, get, set);
        }

        /** The eight bytes of a floating-point number. */
        public Builder<T> doubleBits(String field, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return integer(field, IntegerType.DOUBLE, get, set);
        }

        /** One byte, unsigned, that must be what the device has when it is loaded. */
        public Builder<T> uint8Equal(String field, ToLongFunction<T> get) {
            return integer(field, IntegerType.UINT8_EQUAL, get, (device, value) -> {});
        }

        /** Two bytes, unsigned, that must be what the device has when it is loaded. */
        public Builder<T> uint16Equal(String field, ToLongFunction<T> get) {
            return integer(field, IntegerType.UINT16_EQUAL, get, (device, value) -> {});
        }

        /** Four bytes, unsigned, that must be what the device has when it is loaded. */
        public Builder<T> uint32Equal(String field, ToLongFunction<T> get) {
            return integer(field, IntegerType.UINT32_EQUAL, get, (device, value) -> {});
        }

        /** Four bytes, signed, that must be what the device has when it is loaded. */
        public Builder<T> int32Equal(String field, ToLongFunction<T> get) {
            return integer(field, IntegerType.INT32_EQUAL, get, (device, value) -> {});
        }

        /** Eight bytes that must be what the device has when it is loaded. */
        public Builder<T> int64Equal(String field, ToLongFunction<T> get) {
            return integer(field, IntegerType.INT64_EQUAL, get, (device, value) -> {});
        }

        /** Four bytes, from 0 to what the device has when it is loaded. */
        public Builder<T> int32AtMost(String field, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return integer(field, IntegerType.INT32_LE, get, set);
        }

        /** {@code bits} bits, in words of 64. */
        public Builder<T> bitmap(String field, int bits, Function<T, BitSet> bitmap) {
            return add(new BitmapField<>(field, bits, bitmap));
        }

        /** {@code count} times eight bytes. */
        public Builder<T> uint64Array(String field, int count, ElementGetter<T> get, ElementSetter<T> set) {
            return add(new IntegerField<>(field, IntegerType.UINT64, count, get, set));
        }

        /** {@code count} times four bytes, signed. */
        public Builder<T> int32Array(String field, int count, ElementGetter<T> get, ElementSetter<T> set) {
            return add(new IntegerField<>(field, IntegerType.INT32, count, get, set));
        }

        /** The bytes of an array of the device, whose length never changes. */
        public Builder<T> buffer(String field, Function<T, byte[]> array) {
            return add(new BufferField<>(field, array));
        }

        /** Bytes whose number an earlier field has given. */
        Builder<T> variableBuffer(
                String field, ToLongFunction<T> length, Function<T, byte[]> get, BiConsumer<T, byte[]> set) {
            return add(new VariableBufferField<>(field, length, get, set));
        }

        /** Names, as many as an earlier field has given. */
        Builder<T> capabilities(String field, ToLongFunction<T> count, Function<T, List<String>> names) {
            return add(new CapabilityField<>(field, count, names));
        }

        /** Zeros where an older version had something. */
        public Builder<T> unused(int length) {
            return add(new UnusedField<>("unused", length));
        }

        /** A part of the device with a state of its own. */
        public <S> Builder<T> struct(String field, VmState<S> state, Function<T, S> part) {
            return add(new StructField<>(field, state, 1, (device, index) -> part.apply(device)));
        }

        /** {@code count} parts of the device of one kind. */
        public <S> Builder<T> structArray(String field, VmState<S> state, int count, BiFunction<T, Integer, S> part) {
            return add(new StructField<>(field, state, count, part));
        }

        /** A part with a state of its own, of that state's version whatever the version of this one. */
        public <S> Builder<T> versionedStruct(String field, VmState<S> state, Function<T, S> part) {
            return add(new InlineField<>(field, "vstruct", state, part, (device, loaded) -> {}));
        }

        /**
         * What a device is made into to be saved.
         *
         * @param make the state as something else; before loading too
         * @param take makes the device of what was loaded
         */
        public <S> Builder<T> temporary(String field, VmState<S> state, Function<T, S> make, BiConsumer<T, S> take) {
            return add(new InlineField<>(field, "tmp", state, make, take));
        }

        /** {@code count} parts of the device of one kind; null for one that is not there, on both sides. */
        public <S> Builder<T> pointerArray(String field, VmState<S> state, int count, BiFunction<T, Integer, S> part) {
            return add(new PointerArrayField<>(field, state, count, part));
        }

        /** A list of parts that can be changed; {@code create} makes a new one to load into. */
        public <S> Builder<T> tailQueue(String field, VmState<S> state, Function<T, List<S>> list, Supplier<S> create) {
            return add(new ListField<>(field, ListField.Kind.QTAILQ, state, list, create));
        }

        /** As {@link #tailQueue}, with the name and the tracepoints of QEMU's other kind of list. */
        public <S> Builder<T> linkedList(
                String field, VmState<S> state, Function<T, List<S>> list, Supplier<S> create) {
            return add(new ListField<>(field, ListField.Kind.QLIST, state, list, create));
        }

        /** Parts by number, in a map that can be changed; {@code create} makes a new one to load into. */
        public <S> Builder<T> tree(
                String field, VmState<S> state, Function<T, SortedMap<Long, S>> tree, Supplier<S> create) {
            return add(new TreeField<>(field, state, tree, create));
        }

        /**
         * A part of the state that is saved only where it is needed.
         *
         * @throws IllegalArgumentException if its name does not begin with this state's name and a slash
         */
        public Builder<T> subsection(VmState<T> state) {
            if (!state.name().startsWith(name + "/")) {
                throw new IllegalArgumentException("subsection " + state.name() + " of " + name);
            }
            subsections.add(state);
            return this;
        }

        /** When the state is to be saved at all; otherwise always. */
        public Builder<T> needed(Predicate<T> condition) {
            needed = condition;
            return this;
        }

        /** What the device does before it is saved. */
        public Builder<T> preSave(Consumer<T> action) {
            preSave = action;
            return this;
        }

        /** What the device does after it has been loaded. */
        public Builder<T> postLoad(PostLoad<T> action) {
            postLoad = action;
            return this;
        }

        /** The finished state. */
        public VmState<T> build() {
            return new VmState<>(this);
        }

        private Builder<T> integer(String field, IntegerType type, ToLongFunction<T> get, ObjLongConsumer<T> set) {
            return add(new IntegerField<>(
                    field,
                    type,
                    1,
                    (device, index) -> get.applyAsLong(device),
                    (device, index, value) -> set.accept(device, value)));
        }

        private Builder<T> add(Field<T> field) {
            fields.add(field);
            return this;
        }
    }
}
