package matrix;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.TracepointSpan;

final class SynchronizedMethod {

    @TracepointSpan("synchronized_method")
    @Result("locked")
    synchronized boolean isLocked(int value) {
        return Thread.holdsLock(this);
    }

    static Object run() {
        SynchronizedMethod object = new SynchronizedMethod();
        return object.isLocked(1) && !Thread.holdsLock(object);
    }
}
