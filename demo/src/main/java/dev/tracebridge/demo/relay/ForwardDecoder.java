package dev.tracebridge.demo.relay;

import dev.tracebridge.demo.analysis.StreamSummary;
import dev.tracebridge.demo.file.LoadTrace;
import dev.tracebridge.demo.file.SaveTrace;
import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.file.StreamVisitors;
import dev.tracebridge.demo.file.StreamWalk;
import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;

/** Reads what a source has sent. What it has found is to be asked for after it has ended, on any thread. */
final class ForwardDecoder extends Decoder {

    private final int pageSize;
    private final StreamSummary summary = new StreamSummary();
    private volatile ChannelKind kind = ChannelKind.EMPTY;
    private volatile boolean complete;

    ForwardDecoder(Feed feed, int pageSize) {
        super(feed);
        this.pageSize = pageSize;
    }

    @Override
    void decode(StreamInput input) throws IOException {
        kind = ChannelKind.of(input);
        if (kind == ChannelKind.MULTIFD) {
            multifd(input);
        } else if (kind == ChannelKind.PREEMPT) {
            UrgentPages.read(input, pageSize, StreamVisitors.of(summary, place()));
        } else if (kind.isStream()) {
            stream(input);
        }
    }

    /** The events of both ends, as the channel gives them. */
    private void multifd(StreamInput input) throws IOException {
        byte id = (byte) MultifdPacket.Init.read(input).channelId();
        reached(input.position());
        MultifdPacket packet = new MultifdPacket(pageSize);
        while (!input.isAtEnd()) {
            packet.read(input);
            MigrationTrace.multifd_send(
                    id, packet.number(), packet.normalPages(), packet.flags(), packet.announcedLength());
            input.skip(packet.dataLength(), "the pages of a multifd packet");
            MigrationTrace.multifd_recv(
                    id, packet.number(), packet.normalPages(), packet.flags(), packet.announcedLength());
            reached(input.position());
        }
    }

    private void stream(StreamInput input) throws IOException {
        StreamWalk walk =
                StreamWalk.live(input, pageSize, StreamVisitors.of(new SaveTrace(), new LoadTrace(), summary, place()));
        walk.sections();
        walk.description();
    }

    private StreamVisitor place() {
        return new StreamVisitor() {
            @Override
            public void reached(long offset) {
                ForwardDecoder.this.reached(offset);
            }

            @Override
            public void endOfFile(long offset) {
                complete = true;
            }
        };
    }

    /** What the connection carries. */
    ChannelKind kind() {
        return kind;
    }

    /** Whether the stream came to its end. */
    boolean isComplete() {
        return complete;
    }

    /** What the stream held. */
    StreamSummary summary() {
        return summary;
    }
}
