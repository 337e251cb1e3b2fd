package dev.tracebridge.agent.weaving;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The index of each class loader that has defined a class, for as long as the loader lives.
 *
 * <p><b>Guarantees:</b> holds no loader strongly, asks no loader for its {@code equals} or {@code hashCode}. <b>Progress:</b> looking up takes no
 * lock.
 */
final class LoaderIndexes {

    private final ConcurrentMap<Key, LoaderIndex> indexes = new ConcurrentHashMap<>();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /** The loader's index, null if none was added. */
    LoaderIndex get(ClassLoader loader) {
        return indexes.get(new Lookup(loader));
    }

    /**
     * Adds an index that is still to be read.
     *
     * @return null if it was added, else the one that was there
     */
    LoaderIndex putIfAbsent(ClassLoader loader, LoaderIndex index) {
        for (Object dead = collected.poll(); dead != null; dead = collected.poll()) {
            indexes.remove(dead);
        }
        return indexes.putIfAbsent(new WeakKey(loader, collected), index);
    }

    int size() {
        return indexes.size();
    }

    /** Compares loaders by identity, held strongly or weakly. */
    private interface Key {

        ClassLoader loader();
    }

    private static final class Lookup implements Key {

        private final ClassLoader loader;

        Lookup(ClassLoader loader) {
            this.loader = loader;
        }

        @Override
        public ClassLoader loader() {
            return loader;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(loader);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.loader() == loader;
        }
    }

    private static final class WeakKey extends WeakReference<ClassLoader> implements Key {

        private final int hash;

        WeakKey(ClassLoader loader, ReferenceQueue<ClassLoader> collected) {
            super(loader, collected);
            this.hash = System.identityHashCode(loader);
        }

        @Override
        public ClassLoader loader() {
            return get();
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            ClassLoader own = get();
            return own != null && other instanceof Key key && key.loader() == own;
        }
    }
}
