package dev.tracebridge.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads catalogues and sidecars as text: UTF-8, at most 16 MiB, lines ended by {@code \n} or {@code \r\n}. */
public final class SourceText {

    /** QEMU's whole catalogue has 0.6 MB. */
    static final int MAX_BYTES = 16 << 20;

    private SourceText() {}

    /**
     * The text of a file.
     *
     * @throws UncheckedIOException where the file cannot be read
     * @throws CatalogueException where it is too large or no UTF-8
     */
    public static String read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return read(path.toString(), in);
        } catch (IOException e) {
            String reason = e instanceof NoSuchFileException ? "no such file" : e.getMessage();
            throw new UncheckedIOException(path + ": " + reason, e);
        }
    }

    /**
     * The rest of a stream, which stays open.
     *
     * @param file what errors call the stream
     * @throws IOException where the stream cannot be read
     * @throws CatalogueException where it is too large or no UTF-8
     */
    public static String read(String file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        checkSize(file, bytes.length);
        return decode(file, bytes);
    }

    static void checkSize(String file, long size) {
        if (size > MAX_BYTES) {
            throw new CatalogueException(List.of(new CatalogueProblem(
                    file, 1, 1, "the file is larger than " + (MAX_BYTES >> 20) + " MiB", "is it the right file?", "")));
        }
    }

    private static String decode(String file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (!result.isError()) {
            return out.toString();
        }
        String before = out.toString();
        List<String> lines = lines(before);
        String last = before.endsWith("\n") || lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        int line = before.endsWith("\n") || lines.isEmpty() ? lines.size() + 1 : lines.size();
        String message = String.format("invalid UTF-8: byte 0x%02x at offset %d", bytes[in.position()], in.position());
        throw new CatalogueException(List.of(new CatalogueProblem(
                file, line, last.length() + 1, message, "the file must be UTF-8 text", last + "\uFFFD")));
    }

    /** The lines without their ends. */
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end + 1;
            int last = end < 0 ? text.length() : end;
            if (end > start && text.charAt(end - 1) == '\r') {
                last--;
            }
            lines.add(text.substring(start, last));
            start = next;
        }
        return lines;
    }
}
