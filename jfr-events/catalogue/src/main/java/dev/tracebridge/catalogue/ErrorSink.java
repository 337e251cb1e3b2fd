package dev.tracebridge.catalogue;

/** Takes what is wrong with a line. */
@FunctionalInterface
interface ErrorSink {

    /**
     * Takes an error.
     *
     * @param index where in the line, counted from 0
     */
    void error(int index, String message, String hint);
}
