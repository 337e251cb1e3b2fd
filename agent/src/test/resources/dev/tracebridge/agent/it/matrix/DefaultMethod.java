package matrix;

import dev.tracebridge.annotations.Arg;
import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.TracepointSpan;

interface DefaultMethod {

    @TracepointSpan("default_method")
    @Result("pages")
    default long pages(long bytes) {
        return bytes / size();
    }

    @Arg("size")
    default int size() {
        return 4096;
    }

    static Object run() {
        return new DefaultMethod() {}.pages(8192);
    }
}
