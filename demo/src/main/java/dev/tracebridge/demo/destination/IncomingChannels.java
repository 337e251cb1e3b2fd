package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamWriter;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;

/** Tells the channels of a migration apart by their first bytes: they come in any order. For one thread. */
public final class IncomingChannels {

    private MigrationChannel main;
    private ReadableByteChannel mainBytes;

    private IncomingChannels() {}

    /**
     * Takes channels until the main one and all for multifd are there.
     *
     * @param first the channel that came first
     * @param receiver takes the channels of multifd; null if there are none
     */
    public static IncomingChannels take(
            MigrationChannel first, MoreChannels more, MigrationCapabilities capabilities, MultifdReceiver receiver)
            throws IOException {
        IncomingChannels channels = new IncomingChannels();
        if (capabilities.multifdChannels() == 0) {
            channels.setMain(first, first);
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

    /** The channel of the stream itself; some of its bytes have been read already. */
    public MigrationChannel main() {
        return main;
    }

    /** Its bytes from the first on. */
    public ReadableByteChannel mainBytes() {
        return mainBytes;
    }

    private void add(MigrationChannel channel, MultifdReceiver receiver) throws IOException {
        PeekedChannel bytes = PeekedChannel.of(channel, Integer.BYTES);
        if (bytes.head().remaining() < Integer.BYTES) {
            channel.abandon();
            throw new StreamFormatException(0, "the magic of a channel", "the end of the stream");
        }
        int magic = bytes.head().getInt();
        if (magic == MultifdPacket.MAGIC && !receiver.isComplete()) {
            receiver.add(StreamInput.of(bytes));
            channel.readTimeout(Duration.ZERO);
        } else if (main == null) {
            setMain(channel, bytes);
        } else {
            channel.close();
            throw new StreamFormatException(
                    0,
                    String.format("a multifd channel (0x%08x)", MultifdPacket.MAGIC),
                    String.format(magic == StreamWriter.MAGIC ? "a second main channel (0x%08x)" : "0x%08x", magic));
        }
    }

    private void setMain(MigrationChannel channel, ReadableByteChannel bytes) {
        main = channel;
        mainBytes = bytes;
    }
}
