package matrix;

final class KeyedPair {

    static Object run() throws InterruptedException {
        MatrixTrace.keyed_start(1);
        MatrixTrace.keyed_start(2);
        Thread other = new Thread(
                () -> {
                    MatrixTrace.keyed_end(1, 10);
                    MatrixTrace.keyed_end(2, 20);
                },
                "closer");
        other.start();
        other.join();
        return "closed";
    }
}
