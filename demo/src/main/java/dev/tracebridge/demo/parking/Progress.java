package dev.tracebridge.demo.parking;

/** Is told how far a machine has come. */
@FunctionalInterface
public interface Progress {

    /**
     * So many bytes have passed.
     *
     * @param total how many there will be; 0 where that is not known
     */
    void passed(long bytes, long total);
}
