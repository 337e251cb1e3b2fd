package matrix;

final class NestedPair {

    static Object run() {
        MatrixTrace.nested_start(1);
        MatrixTrace.nested_start(2);
        MatrixTrace.nested_end(2, 20);
        MatrixTrace.nested_end(1, 10);
        return "closed";
    }
}
