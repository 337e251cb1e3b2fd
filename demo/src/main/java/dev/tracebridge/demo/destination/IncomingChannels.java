package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamWriter;
import java.io.IOException;
import java.time.Duration;

/** Tells the channels of a migration apart by their first bytes: they come in any order. For one thread. */
final class IncomingChannels {

    private MigrationChannel main;
    private StreamInput mainInput;

    private IncomingChannels() {}

    /**
     * Takes channels until the main one and all for multifd are there.
     *
     * @param first the channel that came first
     * @param receiver takes the channels of multifd; null if there are none
     */
    static IncomingChannels take(
            MigrationChannel first, MoreChannels more, MigrationCapabilities capabilities, MultifdReceiver receiver)
            throws IOException {
        IncomingChannels channels = new IncomingChannels();
        if (capabilities.multifdChannels() == 0) {
            channels.setMain(first, StreamInput.of(first));
            return channels;
        }
        try {
            channels.add(first, receiver);
            while (channels.main == null || !receiver.isComplete()) {
                channels.add(more.open(), receiver);
            }
            return channels;
        } catch (IOException e) {
            if (channels.main != null) {
                channels.main.abandon();
            }
            throw e;
        }
    }

    MigrationChannel main() {
        return main;
    }

    StreamInput mainInput() {
        return mainInput;
    }

    private void add(MigrationChannel channel, MultifdReceiver receiver) throws IOException {
        StreamInput input = StreamInput.of(channel);
        int magic = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            int next = input.peekU8(i);
            if (next < 0) {
                channel.abandon();
                throw new StreamFormatException(0, "the magic of a channel", "the end of the stream");
            }
            magic = magic << Byte.SIZE | next;
        }
        if (magic == MultifdPacket.MAGIC && !receiver.isComplete()) {
            receiver.add(input);
            channel.readTimeout(Duration.ZERO);
        } else if (main == null) {
            setMain(channel, input);
        } else {
            channel.close();
            throw new StreamFormatException(
                    0,
                    String.format("a multifd channel (0x%08x)", MultifdPacket.MAGIC),
                    String.format(magic == StreamWriter.MAGIC ? "a second main channel (0x%08x)" : "0x%08x", magic));
        }
    }

    private void setMain(MigrationChannel channel, StreamInput input) {
        main = channel;
        mainInput = input;
    }
}
