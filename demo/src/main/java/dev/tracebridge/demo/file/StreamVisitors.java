package dev.tracebridge.demo.file;

import dev.tracebridge.demo.description.DeviceDescription;
import dev.tracebridge.demo.description.FieldDescription;
import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.vmstate.Configuration;
import java.io.IOException;
import java.util.List;

/** Several visitors that are told the same, each before the next. */
public final class StreamVisitors implements StreamVisitor {

    private final List<StreamVisitor> visitors;

    private StreamVisitors(List<StreamVisitor> visitors) {
        this.visitors = visitors;
    }

    /** Tells them in this order; what one throws the next do not hear of. */
    public static StreamVisitor of(StreamVisitor... visitors) {
        return new StreamVisitors(List.of(visitors));
    }

    @Override
    public void configuration(Configuration configuration) {
        visitors.forEach(visitor -> visitor.configuration(configuration));
    }

    @Override
    public void section(SectionType type, SectionHeader header) {
        visitors.forEach(visitor -> visitor.section(type, header));
    }

    @Override
    public void endOfSection(long payload) throws IOException {
        for (StreamVisitor visitor : visitors) {
            visitor.endOfSection(payload);
        }
    }

    @Override
    public void command(CommandRecord command) throws IOException {
        for (StreamVisitor visitor : visitors) {
            visitor.command(command);
        }
    }

    @Override
    public void opaque(SectionHeader header, byte[] payload) {
        visitors.forEach(visitor -> visitor.opaque(header, payload));
    }

    @Override
    public void memorySize(List<RamBlockSize> blocks) {
        visitors.forEach(visitor -> visitor.memorySize(blocks));
    }

    @Override
    public void mappedPages(String block, long pages) {
        visitors.forEach(visitor -> visitor.mappedPages(block, pages));
    }

    @Override
    public void page(RamPage page) throws IOException {
        for (StreamVisitor visitor : visitors) {
            visitor.page(page);
        }
    }

    @Override
    public void multifdFlush() throws IOException {
        for (StreamVisitor visitor : visitors) {
            visitor.multifdFlush();
        }
    }

    @Override
    public void beginStructure(String name) {
        visitors.forEach(visitor -> visitor.beginStructure(name));
    }

    @Override
    public void beginSubsection(String name) {
        visitors.forEach(visitor -> visitor.beginSubsection(name));
    }

    @Override
    public void endState() {
        visitors.forEach(StreamVisitor::endState);
    }

    @Override
    public void field(DeviceDescription device, String path, FieldDescription field, byte[] bytes) {
        visitors.forEach(visitor -> visitor.field(device, path, field, bytes));
    }

    @Override
    public void endOfFile(long offset) {
        visitors.forEach(visitor -> visitor.endOfFile(offset));
    }

    @Override
    public void description(byte[] json) {
        visitors.forEach(visitor -> visitor.description(json));
    }

    @Override
    public void reached(long offset) throws IOException {
        for (StreamVisitor visitor : visitors) {
            visitor.reached(offset);
        }
    }

    @Override
    public void endOfStream(long length) {
        visitors.forEach(visitor -> visitor.endOfStream(length));
    }
}
