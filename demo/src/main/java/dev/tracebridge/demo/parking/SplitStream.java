package dev.tracebridge.demo.parking;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.source.MultifdSender;
import dev.tracebridge.demo.stream.RamFlags;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.demo.stream.StreamWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Takes one stream apart for several channels: its pages go over multifd, all else over the main channel. Nothing but the
 * end of a round keeps what one channel brings from overtaking what another does; so a round ends before a page comes that
 * was in it already.
 *
 * <p>For one thread, that of the main channel.
 */
final class SplitStream implements StreamVisitor {

    private static final String RAM = "ram";

    /** As many as 64 GiB have: two pages that share a bit end a round too early, which is no harm. */
    private static final int ROUND_BITS = 1 << 24;

    private static final int SPREAD = 0x9e3779b9;

    private final FileChannel file;
    private final FileCopy copy;
    private final StreamOutput output;
    private final RamWriter ram;
    private final MultifdSender multifd;
    private final MigrationCapabilities capabilities;
    private final BitSet round = new BitSet(ROUND_BITS);
    private FilePages pages;
    private SectionType type;
    private SectionHeader header;
    private String mainBlock;
    private boolean leaveOut;
    private long last;

    /**
     * Takes a stream apart.
     *
     * @param file where the stream is
     * @param copy of it, to the main channel
     * @param output the main channel
     */
    SplitStream(
            FileChannel file,
            FileCopy copy,
            StreamOutput output,
            MultifdSender multifd,
            MigrationCapabilities capabilities) {
        this.file = file;
        this.copy = copy;
        this.output = output;
        this.ram = RamWriter.of(output, RamBlock.PAGE_SIZE);
        this.multifd = multifd;
        this.capabilities = capabilities;
    }

    @Override
    public void section(SectionType sectionType, SectionHeader sectionHeader) {
        type = sectionType;
        header = sectionHeader;
    }

    @Override
    public void reached(long offset) {
        if (leaveOut) {
            copy.dropTo(offset);
            leaveOut = false;
        }
        last = offset;
    }

    @Override
    public void page(RamPage page) throws IOException {
        int bit = (page.block().hashCode() * SPREAD + (int) (page.offset() / RamBlock.PAGE_SIZE)) & ROUND_BITS - 1;
        if (type == SectionType.START || round.get(bit)) {
            endRoundWithin(page.position());
        }
        round.set(bit);
        boolean zero = (page.flags() & RamFlags.ZERO) != 0;
        if (zero ? capabilities.zeroPages() != ZeroPages.LEGACY : (page.flags() & RamFlags.PAGE) != 0) {
            send(page, zero);
        } else {
            keep(page);
        }
    }

    private void send(RamPage page, boolean zero) throws IOException {
        copy.keepTo(page.position());
        leaveOut = true;
        if (pages == null || pages.areFull(page.block())) {
            pages = new FilePages(file, page.block());
        }
        int number = zero ? pages.addZero(page.offset()) : pages.add(page.offset(), bytesOf(page));
        try {
            multifd.add(pages, number);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static long bytesOf(RamPage page) {
        long name =
                (page.flags() & RamFlags.CONTINUE) != 0 ? 0 : 1 + page.block().getBytes(StandardCharsets.UTF_8).length;
        return page.position() + Long.BYTES + name;
    }

    /** A record that goes on with the block of the one before it has another before it now. */
    private void keep(RamPage page) throws IOException {
        if ((page.flags() & RamFlags.CONTINUE) != 0 && !page.block().equals(mainBlock)) {
            copy.keepTo(page.position());
            ram.forgetBlock();
            ram.recordHeader(page.block(), page.offset(), page.flags() & ~RamFlags.CONTINUE);
            copy.dropTo(page.position() + Long.BYTES);
        }
        mainBlock = page.block();
    }

    /** One that the stream has of its own says nothing of these channels. */
    @Override
    public void multifdFlush() throws IOException {
        copy.keepTo(last);
        leaveOut = true;
    }

    /** The last thing read is the end mark. */
    @Override
    public void endOfSection(long payload) throws IOException {
        if (type == SectionType.FULL) {
            requireEnd();
        } else if (header.idstr().equals(RAM)) {
            // before the end of START the destination has no place for pages, and QEMU 10.0 dies of those that come
            boolean eachSection = capabilities.multifdFlush() == MultifdFlush.SECTION;
            if (eachSection || type != SectionType.PART) {
                copy.keepTo(last);
                endRound();
            }
            copy.keepTo(last + Long.BYTES);
            output.flush();
        }
    }

    /** The stream has been read: copies what is left of it. */
    void end() throws IOException {
        requireEnd();
        copy.keepTo(last);
    }

    /** A device may look at memory, which is not there before the round has ended. */
    private void requireEnd() throws StreamFormatException {
        if (!round.isEmpty()) {
            throw new StreamFormatException(last, "the END section of ram before a device", "none");
        }
    }

    /** A START section that was received over several channels may hold pages; what is left of it becomes a section of its own. */
    private void endRoundWithin(long offset) throws IOException {
        copy.keepTo(offset);
        endRound();
        if (type == SectionType.START || capabilities.multifdFlush() == MultifdFlush.SECTION) {
            endSectionWithin();
        }
        if (type == SectionType.START) {
            type = SectionType.PART;
        }
        output.flush(); // the destination's channels go on when it has this
    }

    private void endSectionWithin() throws IOException {
        ram.endOfSection();
        StreamWriter envelope = StreamWriter.of(output);
        envelope.footer(header.sectionId());
        envelope.sectionHeader(SectionType.PART, header.sectionId());
    }

    private void endRound() throws IOException {
        try {
            multifd.sync();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        if (capabilities.multifdFlush() == MultifdFlush.ROUND) {
            ram.multifdFlush();
        }
        round.clear();
        pages = null;
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new IOException("interrupted");
    }
}
