package matrix;

final class EndlessStart {

    static final int STARTS = 3000;

    static Object run() {
        for (int i = 0; i < STARTS; i++) {
            MatrixTrace.endless_start(i);
        }
        return STARTS + " open";
    }
}
