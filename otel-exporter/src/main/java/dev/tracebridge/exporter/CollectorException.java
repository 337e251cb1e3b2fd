package dev.tracebridge.exporter;

/** Spans could not be delivered: the collector or the output refused them. The message is one line. */
public final class CollectorException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CollectorException(String message) {
        super(message);
    }
}
