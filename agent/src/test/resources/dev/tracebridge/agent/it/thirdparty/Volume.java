package thirdparty;

/** Knows nothing of tracepoints. */
public final class Volume {

    private final String name;

    Volume(String name) {
        this.name = name;
    }

    long copy(int blocks) {
        long bytes = 0;
        for (int i = 0; i < blocks; i++) {
            bytes += block(i * 4096L, 4096);
        }
        return bytes;
    }

    private long block(long offset, int len) {
        return len + block(offset);
    }

    private long block(long offset) {
        return offset % 4096;
    }

    private int id() {
        return name.length();
    }

    static void fail(int code) {
        throw new IllegalStateException("code " + code + new Volume("x").id());
    }

    /** Copies, fails, and says so. */
    public static void main(String[] arguments) {
        System.out.println(new Volume("root").copy(2) + " bytes");
        try {
            fail(5);
        } catch (IllegalStateException e) {
            e.printStackTrace(System.out);
        }
        System.exit(6);
    }
}
