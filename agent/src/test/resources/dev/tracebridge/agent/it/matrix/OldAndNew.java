package matrix;

import dev.tracebridge.annotations.Arg;
import dev.tracebridge.annotations.Tracepoint;

final class OldAndNew {

    @Tracepoint("renamed")
    static String rename(String old, @Arg("new") String next, long duration) {
        return old + next;
    }

    static Object run() {
        MatrixTrace.renamed("facade's old", "facade's new", 1);
        return rename("a", "b", 2);
    }
}
