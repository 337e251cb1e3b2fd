package dev.tracebridge.runtime;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open roots by the objects whose methods named their states, so that spans of the same object find theirs.
 *
 * <p><b>Guarantees:</b> objects are held weakly and compared by identity; at most {@value #LIMIT} are known, further ones are not taken up.
 * <b>Progress:</b> finding takes no lock.
 */
final class ReceiverRoots {

    static final int LIMIT = 4096;

    private static final Map<Object, GroupEvent> ROOTS = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();

    private ReceiverRoots() {}

    /** A step of the root that the object opened or continued, null if there is none; its ids are those of its root. */
    static GroupEvent find(Object receiver) {
        return receiver == null || ROOTS.isEmpty() ? null : ROOTS.get(new Lookup(receiver));
    }

    /** Remembers a root's newest step under an object. */
    static void put(Object receiver, GroupEvent step) {
        for (Object dead = COLLECTED.poll(); dead != null; dead = COLLECTED.poll()) {
            ROOTS.remove(dead);
        }
        if (receiver != null && (ROOTS.size() < LIMIT || find(receiver) != null)) {
            ROOTS.put(new WeakKey(receiver), step);
        }
    }

    /** Forgets a root, whichever objects it is known by. */
    static void remove(long rootSpanId) {
        if (!ROOTS.isEmpty()) {
            ROOTS.values().removeIf(step -> step.parentId == rootSpanId);
        }
    }

    /** A key for one lookup. */
    private static final class Lookup {

        private final Object receiver;

        Lookup(Object receiver) {
            this.receiver = receiver;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(receiver);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof WeakKey key && key.get() == receiver;
        }
    }

    private static final class WeakKey extends WeakReference<Object> {

        private final int hash;

        WeakKey(Object receiver) {
            super(receiver, COLLECTED);
            this.hash = System.identityHashCode(receiver);
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
            Object own = get();
            return own != null && other instanceof WeakKey key && key.get() == own;
        }
    }
}
