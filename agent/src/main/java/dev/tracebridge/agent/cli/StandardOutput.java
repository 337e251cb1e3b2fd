package dev.tracebridge.agent.cli;

import java.io.IOException;
import java.io.OutputStream;

/** Standard output as bytes, which says when nobody reads them any more. */
final class StandardOutput extends OutputStream {

    static final String UNWRITABLE = "standard output cannot be written";

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        System.out.write(bytes, offset, length);
        check();
    }

    @Override
    public void flush() throws IOException {
        System.out.flush();
        check();
    }

    /** A print stream throws nothing. */
    private static void check() throws IOException {
        if (System.out.checkError()) {
            throw new IOException(UNWRITABLE);
        }
    }
}
