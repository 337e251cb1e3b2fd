package dev.tracebridge.demo.parking;

import dev.tracebridge.demo.destination.IncomingChannels;
import dev.tracebridge.demo.destination.MultifdReceiver;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.file.StreamCopy;
import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.stream.RamFlags;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamOutput;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/**
 * Makes one stream of a migration over several channels: at the end of each round the pages that came over the others are
 * put into the copy of the main one, which any QEMU can load by itself then.
 *
 * <p>For one thread, that of the main channel.
 */
final class SeveralChannels implements StreamVisitor, Closeable {

    private static final String RAM = "ram";

    private final int pageSize;
    private final boolean eachSection;
    private final SpooledPages pages;
    private final MultifdReceiver receiver;
    private volatile MigrationChannel main;
    private ReadableByteChannel mainBytes;
    private StreamCopy copy;
    private boolean ram;
    private boolean otherBlock;
    private boolean done;
    private long last;

    private SeveralChannels(SpooledPages pages, int pageSize, MigrationCapabilities capabilities) {
        this.pageSize = pageSize;
        this.eachSection = capabilities.multifdFlush() == MultifdFlush.SECTION;
        this.pages = pages;
        this.receiver = new MultifdReceiver(pages, pageSize, capabilities.multifdChannels(), this::abandon);
    }

    /**
     * Waits for all channels.
     *
     * @param first the one that came first
     * @param spool a file for pages that have no place yet
     */
    static SeveralChannels take(
            MigrationChannel first, MoreChannels more, MigrationCapabilities capabilities, Path spool, int pageSize)
            throws IOException {
        SeveralChannels several = new SeveralChannels(SpooledPages.in(spool, pageSize), pageSize, capabilities);
        try {
            IncomingChannels channels = IncomingChannels.take(first, more, capabilities, several.receiver);
            several.main = channels.main();
            several.mainBytes = channels.mainBytes();
            return several;
        } catch (IOException e) {
            several.close();
            first.close();
            throw e;
        }
    }

    private void abandon() {
        MigrationChannel channel = main;
        if (channel != null) {
            channel.abandon();
        }
    }

    MigrationChannel main() {
        return main;
    }

    ReadableByteChannel mainBytes() {
        return mainBytes;
    }

    /** Says what the pages go into. */
    void into(StreamCopy target) {
        copy = target;
    }

    /** All sections have been read. */
    void end() throws IOException {
        receiver.checkEnd(last);
        done = true;
    }

    /** Fails if a channel has: then the main one broke because of it. */
    void check() throws IOException {
        receiver.check();
    }

    long normalPages() {
        return pages.normalPages();
    }

    long zeroPages() {
        return pages.zeroPages();
    }

    @Override
    public void section(SectionType type, SectionHeader header) {
        ram = header.idstr().equals(RAM);
    }

    @Override
    public void reached(long offset) {
        last = offset;
    }

    /** A record that goes on with the block of the one before it has another before it now. */
    @Override
    public void page(RamPage page) throws IOException {
        if (otherBlock && (page.flags() & RamFlags.CONTINUE) != 0) {
            copy.keepTo(page.position());
            copy.dropTo(page.position() + Long.BYTES);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            StreamOutput output = StreamOutput.of(Channels.newChannel(bytes));
            RamWriter.of(output, pageSize).recordHeader(page.block(), page.offset(), page.flags() & ~RamFlags.CONTINUE);
            output.flush();
            copy.insert(ByteBuffer.wrap(bytes.toByteArray()));
        }
        otherBlock = false;
    }

    /** The record is of no use to one that has no other channels; before QEMU 8.1 it is an error. */
    @Override
    public void multifdFlush() throws IOException {
        copy.keepTo(last);
        if (!eachSection) {
            endRound();
        }
        copy.dropTo(last + Long.BYTES);
    }

    /** The end mark, which is the last thing read, is to come behind the pages. */
    @Override
    public void endOfSection(long payload) throws IOException {
        if (ram && eachSection) {
            copy.keepTo(last);
            endRound();
        }
    }

    private void endRound() throws IOException {
        receiver.sync();
        otherBlock |= pages.moveTo(copy::insert);
    }

    @Override
    public void close() throws IOException {
        receiver.close(!done);
        pages.close();
    }
}
