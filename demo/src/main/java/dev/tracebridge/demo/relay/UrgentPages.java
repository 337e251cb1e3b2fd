package dev.tracebridge.demo.relay;

import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.stream.RamFlags;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.RamReader;
import dev.tracebridge.demo.stream.RamRecordHandler;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.util.List;

/** The channel of pages that a guest waits for: page records and an end mark, without any head. For one thread. */
final class UrgentPages implements RamRecordHandler {

    private final int pageSize;
    private final StreamInput input;
    private final StreamVisitor visitor;

    private UrgentPages(int pageSize, StreamInput input, StreamVisitor visitor) {
        this.pageSize = pageSize;
        this.input = input;
        this.visitor = visitor;
    }

    /** Reads to the end mark; the visitor hears of pages and of places reached. */
    static void read(StreamInput input, int pageSize, StreamVisitor visitor) throws IOException {
        RamReader.of(input, pageSize).section(new UrgentPages(pageSize, input, visitor));
        MigrationTrace.ram_load_postcopy_loop(0, RamFlags.EOS);
        visitor.reached(input.position());
    }

    @Override
    public void memorySize(long offset, List<RamBlockSize> blocks) throws IOException {
        throw unexpected(offset, "the list of RAM blocks");
    }

    @Override
    public void zeroPage(RamPage page) throws IOException {
        read(page);
    }

    @Override
    public void page(RamPage page, StreamInput from) throws IOException {
        MigrationTrace.ram_save_page(page.block(), page.offset(), 0);
        from.skip(pageSize, "a page of " + page.block());
        read(page);
    }

    @Override
    public void xbzrlePage(RamPage page, int length, StreamInput from) throws IOException {
        throw unexpected(page.position(), "a difference");
    }

    @Override
    public void multifdFlush(long offset) throws IOException {
        throw unexpected(offset, "the end of a round of multifd");
    }

    private void read(RamPage page) throws IOException {
        MigrationTrace.ram_load_postcopy_loop(page.offset(), page.flags());
        visitor.page(page);
        visitor.reached(input.position());
    }

    private static StreamFormatException unexpected(long offset, String found) {
        return new StreamFormatException(offset, "whole pages only", found);
    }
}
