package dev.tracebridge.demo.analysis;

import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.stream.RamFlags;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.vmstate.Configuration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A stream in figures. A visitor of a stream: the figures hold for what it has been told. For one thread at a time. */
public final class StreamSummary implements StreamVisitor {

    private final Map<String, Long> commands = new TreeMap<>();
    private String machine;
    private long memory;
    private long blocks;
    private long sections;
    private long devices;
    private long deviceBytes;
    private long normalPages;
    private long zeroPages;
    private long xbzrlePages;
    private long descriptionBytes;
    private long length;
    private boolean inDevice;
    private boolean sectionsEnded;

    /** Nothing counted yet. */
    public StreamSummary() {}

    @Override
    public void configuration(Configuration configuration) {
        machine = configuration.machine();
    }

    @Override
    public void section(SectionType type, SectionHeader header) {
        sections++;
        inDevice = type == SectionType.FULL;
        devices += inDevice ? 1 : 0;
    }

    @Override
    public void endOfSection(long payload) {
        deviceBytes += inDevice ? payload : 0;
    }

    @Override
    public void command(CommandRecord command) {
        commands.merge(command.command().name(), 1L, Long::sum);
    }

    @Override
    public void memorySize(List<RamBlockSize> sizes) {
        blocks = sizes.size();
        memory = sizes.stream().mapToLong(RamBlockSize::usedLength).sum();
    }

    @Override
    public void mappedPages(String block, long pages) {
        normalPages += pages;
    }

    @Override
    public void page(RamPage page) {
        if ((page.flags() & RamFlags.ZERO) != 0) {
            zeroPages++;
        } else if ((page.flags() & RamFlags.XBZRLE) != 0) {
            xbzrlePages++;
        } else {
            normalPages++;
        }
    }

    @Override
    public void endOfFile(long offset) {
        sectionsEnded = true;
    }

    @Override
    public void description(byte[] json) {
        descriptionBytes = json.length;
    }

    @Override
    public void reached(long offset) {
        length = Math.max(length, offset);
    }

    /** The machine's name; empty in a stream that has none. */
    public String machine() {
        return machine == null ? "" : machine;
    }

    /** The number of RAM blocks. */
    public long blocks() {
        return blocks;
    }

    /** Bytes of all RAM blocks. */
    public long memory() {
        return memory;
    }

    /** START, PART, END and FULL sections. */
    public long sections() {
        return sections;
    }

    /** Devices that were saved at once. */
    public long devices() {
        return devices;
    }

    /** Whether there was any. */
    public boolean hasDevices() {
        return devices > 0;
    }

    /** Bytes of their states. */
    public long deviceBytes() {
        return deviceBytes;
    }

    /** Counts pages that came another way than through the stream. */
    public void addPages(long normal, long zero) {
        normalPages += normal;
        zeroPages += zero;
    }

    /** Pages sent with their bytes. */
    public long normalPages() {
        return normalPages;
    }

    /** Pages sent as zeros. */
    public long zeroPages() {
        return zeroPages;
    }

    /** Pages sent as their difference to what was sent of them before. */
    public long xbzrlePages() {
        return xbzrlePages;
    }

    /** How often each command stands in the stream. */
    public Map<String, Long> commands() {
        return Map.copyOf(commands);
    }

    /** Bytes of the description; 0 without one. */
    public long descriptionBytes() {
        return descriptionBytes;
    }

    /** Bytes read. */
    public long length() {
        return length;
    }

    /** Whether the sections came to their end. */
    public boolean isComplete() {
        return sectionsEnded;
    }
}
