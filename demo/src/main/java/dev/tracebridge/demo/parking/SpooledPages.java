package dev.tracebridge.demo.parking;

import dev.tracebridge.demo.destination.MultifdPages;
import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps the pages of a round of multifd, as the records they would have been on the main channel, until the round ends:
 * before that they have no place in the stream. They are kept in a file, since a round may be all of memory.
 *
 * <p><b>Assumptions.</b> {@link #moveTo} is called where all channels wait. <b>Guarantees.</b> A record is whole.
 * <b>Progress.</b> A channel waits for another while that writes one packet's pages.
 */
final class SpooledPages implements MultifdPages, Closeable {

    private final int pageSize;
    private final FileChannel file;
    private final StreamOutput output;
    private final RamWriter writer;
    private long normalPages;
    private long zeroPages;

    private SpooledPages(int pageSize, FileChannel file) {
        this.pageSize = pageSize;
        this.file = file;
        this.output = StreamOutput.of(file);
        this.writer = RamWriter.of(output, pageSize);
    }

    /** Keeps pages in a file of this name, which is gone in the end. */
    static SpooledPages in(Path path, int pageSize) throws IOException {
        return new SpooledPages(
                pageSize,
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.DELETE_ON_CLOSE));
    }

    @Override
    public void take(long position, MultifdPacket packet, StreamInput input) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.wrap(input.bytes(packet.dataLength(), "the pages of a multifd packet of " + packet.block()));
        for (int i = 0; i < packet.normalPages() + packet.zeroPages(); i++) {
            if (packet.offset(i) < 0 || packet.offset(i) % pageSize != 0) {
                throw new StreamFormatException(
                        position,
                        "pages at multiples of " + pageSize,
                        String.format("one at 0x%x of %s", packet.offset(i), packet.block()));
            }
        }
        write(packet, bytes);
    }

    private synchronized void write(MultifdPacket packet, ByteBuffer bytes) throws IOException {
        for (int i = 0; i < packet.normalPages(); i++) {
            writer.page(packet.block(), packet.offset(i), bytes, i * pageSize);
        }
        for (int i = 0; i < packet.zeroPages(); i++) {
            writer.zeroPage(packet.block(), packet.offset(packet.normalPages() + i));
        }
        normalPages += packet.normalPages();
        zeroPages += packet.zeroPages();
    }

    /**
     * Moves all records to where there is a place for them now. The first of them names its block.
     *
     * @return whether there were any
     */
    synchronized boolean moveTo(Destination destination) throws IOException {
        output.flush();
        long size = file.position();
        file.position(0);
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(size, 256 * 1024));
        for (long left = size; left > 0; left -= piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), left));
            while (piece.hasRemaining()) {
                if (file.read(piece) < 0) {
                    throw new IOException("pages that were put aside are gone");
                }
            }
            destination.write(piece.flip());
        }
        file.truncate(0);
        file.position(0);
        writer.forgetBlock();
        return size > 0;
    }

    /** Where records go. */
    @FunctionalInterface
    interface Destination {

        /** Writes all these bytes. */
        void write(ByteBuffer bytes) throws IOException;
    }

    /** Pages that came with their bytes. */
    synchronized long normalPages() {
        return normalPages;
    }

    /** Pages that came as zeros. */
    synchronized long zeroPages() {
        return zeroPages;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
