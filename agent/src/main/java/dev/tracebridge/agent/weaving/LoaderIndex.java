package dev.tracebridge.agent.weaving;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The index of one class loader, known or still being read.
 *
 * <p>While it is being read, classes of the loader wait for it, all together no longer than {@value #WAIT_MILLIS} ms after the first one came: a
 * loader may need a lock to find its resources that the waiting thread holds. Classes that came through unseen are remembered, to be retransformed
 * once the index is there.
 *
 * <p><b>Assumptions:</b> {@link #complete} is called once. <b>Guarantees:</b> each class of the loader is either looked up in its index or
 * remembered. <b>Progress:</b> bounded wait.
 */
final class LoaderIndex {

    static final long WAIT_MILLIS = 200;

    /** A loader that defines more classes than this before its index can be read loses the tracepoints of the rest. */
    private static final int MISSED_LIMIT = 65_536;

    private final CountDownLatch known = new CountDownLatch(1);
    private final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
    private volatile ClassIndex index;
    private List<String> missed = new ArrayList<>();

    /**
     * The methods to weave in a class.
     *
     * @param mayWait false on the thread that reads the index
     * @return the methods, empty if there are none or the index is not known in time
     */
    List<TracepointMethod> methodsOf(String internalClassName, boolean mayWait) {
        ClassIndex found = index;
        if (found == null) {
            if (mayWait) {
                await();
            }
            found = knownOrMissed(internalClassName);
        }
        return found == null ? List.of() : found.methodsOf(internalClassName);
    }

    private void await() {
        long left = deadline - System.nanoTime();
        if (left > 0) {
            try {
                known.await(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized ClassIndex knownOrMissed(String internalClassName) {
        if (index == null && missed.size() < MISSED_LIMIT) {
            missed.add(internalClassName);
        }
        return index;
    }

    /**
     * Makes the index known.
     *
     * @return the classes that came before and are in the index
     */
    List<String> complete(ClassIndex read) {
        List<String> overlooked = new ArrayList<>();
        synchronized (this) {
            for (String name : missed) {
                if (read.names(name)) {
                    overlooked.add(name);
                }
            }
            missed = List.of();
            index = read;
        }
        known.countDown();
        return overlooked;
    }

    /** The index, null while it is being read. */
    ClassIndex index() {
        return index;
    }
}
