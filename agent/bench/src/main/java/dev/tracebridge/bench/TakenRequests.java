package dev.tracebridge.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Arrays;

/**
 * Takes what this JVM sends over HTTP, in place of a network: everything up to the bytes is done as ever, and they go no further.
 *
 * <p>Safe for several threads.
 */
final class TakenRequests {

    private boolean decoding;
    private long bytes;
    private long spans;
    private long spanEvents;

    private TakenRequests() {}

    /** Takes the place of the network, for as long as the JVM lives. */
    static TakenRequests install() {
        TakenRequests taken = new TakenRequests();
        URL.setURLStreamHandlerFactory(protocol -> protocol.equals("http") ? taken.handler() : null);
        return taken;
    }

    /**
     * Begins to count anew.
     *
     * @param decodes whether to look for spans in what comes
     */
    synchronized void begin(boolean decodes) {
        decoding = decodes;
        bytes = 0;
        spans = 0;
        spanEvents = 0;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized long spans() {
        return spans;
    }

    synchronized long spanEvents() {
        return spanEvents;
    }

    private synchronized void take(byte[] request, int offset, int length) throws IOException {
        bytes += length;
        if (decoding) {
            byte[] whole = Arrays.copyOfRange(request, offset, offset + length);
            spans += TraceRequest.spans(whole);
            spanEvents += TraceRequest.spanEvents(whole);
        }
    }

    private URLStreamHandler handler() {
        return new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
                return new Connection(url);
            }
        };
    }

    private final class Connection extends HttpURLConnection {

        Connection(URL url) {
            super(url);
        }

        @Override
        public OutputStream getOutputStream() {
            return new Body();
        }

        @Override
        public int getResponseCode() {
            return HTTP_OK;
        }

        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public void connect() {
            // There is nobody to connect to.
        }

        @Override
        public void disconnect() {
            // Nor from.
        }

        @Override
        public boolean usingProxy() {
            return false;
        }
    }

    /** A request comes in one piece. */
    private final class Body extends OutputStream {

        @Override
        public void write(int value) throws IOException {
            throw new IOException("a request in pieces cannot be decoded");
        }

        @Override
        public void write(byte[] request, int offset, int length) throws IOException {
            take(request, offset, length);
        }
    }
}
