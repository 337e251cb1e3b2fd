package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.stream.ReturnPathMessage;
import dev.tracebridge.demo.stream.ReturnPathWriter;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;

/**
 * What this destination says to its source. For any thread: messages are sent whole, one after the other; before the
 * source has asked for them they are dropped.
 */
final class ReturnPathSender {

    private ReturnPathWriter writer;
    private String lastBlock;

    /** Sends over this connection from now on. */
    synchronized void open(StreamOutput output) {
        writer = ReturnPathWriter.of(output);
        lastBlock = null;
    }

    /** Asks for bytes of a block, which is named only where it is another than the last time on this connection. */
    synchronized void request(String block, long start, int bytes) throws IOException {
        send(new ReturnPathMessage.RequestPages(block.equals(lastBlock) ? null : block, start, bytes));
        lastBlock = block;
    }

    /** Sends a message now. */
    synchronized void send(ReturnPathMessage message) throws IOException {
        if (writer != null) {
            MigrationTrace.migrate_send_rp_message(message.type(), (short) message.length());
            writer.send(message);
        }
    }
}
