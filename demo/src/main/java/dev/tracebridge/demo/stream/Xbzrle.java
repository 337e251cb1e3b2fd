package dev.tracebridge.demo.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * QEMU's encoding of a page as its difference to an older one: runs of unchanged bytes, of which only the length is
 * kept, by turns with runs of changed ones. The first run is of unchanged bytes and may be empty; no other is; unchanged
 * bytes at the end are left out. Lengths are ULEB128 of at most two bytes.
 */
public final class Xbzrle {

    /** The byte that announces this encoding; there is no other. */
    public static final int ENCODING = 1;

    /** The result of {@link #encode} for a page that grows by being encoded. */
    public static final int OVERFLOW = -1;

    private static final int MORE = 0x80;
    private static final int BITS = 7;

    private Xbzrle() {}

    /**
     * Encodes what has changed.
     *
     * @param old a page
     * @param now the same page later, of the same length
     * @param target takes the result, a page at most
     * @return the bytes of the result, 0 if nothing has changed, or {@link #OVERFLOW}
     */
    public static int encode(byte[] old, byte[] now, byte[] target) {
        int length = now.length;
        int from = 0;
        int written = 0;
        while (from < length) {
            int same = Arrays.mismatch(old, from, length, now, from, length);
            if (same < 0) {
                return written;
            }
            int changed = from + same;
            int end = changed + 1;
            while (end < length && old[end] != now[end]) {
                end++;
            }
            if (written + lengthOf(same) + lengthOf(end - changed) + end - changed > target.length) {
                return OVERFLOW;
            }
            written = put(same, target, written);
            written = put(end - changed, target, written);
            System.arraycopy(now, changed, target, written, end - changed);
            written += end - changed;
            from = end;
        }
        return written;
    }

    /**
     * Applies a difference to the page it was taken of.
     *
     * @param encoded the difference
     * @param page the page, which begins at {@code index} and has {@code pageSize} bytes
     * @param position where the difference begins in its stream, for the error
     * @throws StreamFormatException if the difference is none, or none of a page of this size
     */
    public static void decode(byte[] encoded, ByteBuffer page, int index, int pageSize, long position)
            throws StreamFormatException {
        int read = 0;
        int at = 0;
        while (read < encoded.length) {
            int start = read;
            int same = run(encoded, read, position);
            read += lengthRead(encoded, read);
            int changed = run(encoded, read, position);
            read += lengthRead(encoded, read);
            if (same == 0 && start != 0 || changed == 0) {
                throw new StreamFormatException(position + start, "runs of a byte or more", "an empty one");
            }
            at += same;
            if (at + changed > pageSize) {
                throw new StreamFormatException(
                        position + start, "runs within the page's " + pageSize + " bytes", "" + (at + changed));
            }
            if (read + changed > encoded.length) {
                throw new StreamFormatException(
                        position + read,
                        changed + " bytes of a run within the record",
                        encoded.length - read + " bytes");
            }
            page.put(index + at, encoded, read, changed);
            read += changed;
            at += changed;
        }
    }

    private static int lengthOf(int run) {
        return run < MORE ? 1 : 2;
    }

    private static int put(int run, byte[] target, int at) {
        if (run < MORE) {
            target[at] = (byte) run;
            return at + 1;
        }
        target[at] = (byte) (run | MORE);
        target[at + 1] = (byte) (run >>> BITS);
        return at + 2;
    }

    private static int lengthRead(byte[] encoded, int at) {
        return encoded[at] < 0 ? 2 : 1;
    }

    private static int run(byte[] encoded, int at, long position) throws StreamFormatException {
        if (at >= encoded.length || encoded[at] < 0 && at + 1 >= encoded.length) {
            throw new StreamFormatException(position + at, "the length of a run within the record", "its end");
        }
        if (encoded[at] >= 0) {
            return encoded[at];
        }
        if (encoded[at + 1] < 0) {
            throw new StreamFormatException(position + at, "a length of one or two bytes", "a longer one");
        }
        return encoded[at] & MORE - 1 | encoded[at + 1] << BITS;
    }
}
