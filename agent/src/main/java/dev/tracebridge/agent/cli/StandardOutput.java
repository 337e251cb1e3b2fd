package dev.tracebridge.agent.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** Standard output as bytes, which says when they cannot be written. */
final class StandardOutput extends OutputStream {

    static final String UNWRITABLE = "standard output cannot be written";

    private static volatile boolean readerIsGone;

    /** Has {@link System#out} remember why it could not be written, which a print stream does not tell. */
    static void watch() {
        FileOutputStream process = new FileOutputStream(FileDescriptor.out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    super.write(bytes, offset, length);
                } catch (IOException e) {
                    readerIsGone = "Broken pipe".equals(e.getMessage());
                    throw e;
                }
            }
        };
        System.setOut(new PrintStream(new BufferedOutputStream(process)));
    }

    /** Whether whoever read the results has seen enough, as {@code head} has: nothing to complain about. */
    static boolean readerIsGone() {
        return readerIsGone;
    }

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
