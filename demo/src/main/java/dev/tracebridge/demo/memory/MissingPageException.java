package dev.tracebridge.demo.memory;

/** The guest needs a page that was never received and never will be. */
public final class MissingPageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingPageException(String block, int page) {
        super("page " + page + " of " + block + " was never received");
    }
}
