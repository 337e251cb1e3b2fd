package dev.tracebridge.exporter;

/**
 * How far somebody has read the chunks of a JVM, wherever their bytes are.
 *
 * @param chunk the ticks at which the chunk began, which tell it from all others of its JVM, and are more for later ones
 * @param segment where the segment begins that is being read, from the begin of the chunk
 * @param events how many events of that segment have been taken, in the order of their ends
 */
record ReadPosition(long chunk, long segment, long events) {

    /** One event later. */
    ReadPosition next() {
        return new ReadPosition(chunk, segment, events + 1);
    }
}
