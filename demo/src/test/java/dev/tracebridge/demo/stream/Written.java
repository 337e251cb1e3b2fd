package dev.tracebridge.demo.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.HexFormat;

/** What something writes to a stream, as bytes. */
public final class Written {

    /** Something that writes. */
    @FunctionalInterface
    public interface Writing {

        /** Writes to {@code output}. */
        void to(StreamOutput output) throws IOException;
    }

    private Written() {}

    /** The bytes {@code writing} writes. */
    public static byte[] by(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StreamOutput output = StreamOutput.of(Channels.newChannel(bytes));
        try {
            writing.to(output);
            output.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Bytes from hexadecimal digits; blanks do not count. */
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
