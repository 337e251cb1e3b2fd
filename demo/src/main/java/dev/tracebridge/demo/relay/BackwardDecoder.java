package dev.tracebridge.demo.relay;

import dev.tracebridge.demo.stream.ReturnPathMessage;
import dev.tracebridge.demo.stream.ReturnPathReader;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;

/** Reads what a destination has answered. What it has found is to be asked for after it has ended, on any thread. */
final class BackwardDecoder extends Decoder {

    private static final int TLS_HANDSHAKE = 0x16;
    private static final int UNKNOWN = -1;

    private volatile int shutStatus = UNKNOWN;

    BackwardDecoder(Feed feed) {
        super(feed);
    }

    @Override
    void decode(StreamInput input) throws IOException {
        if (input.peekU8(0) == TLS_HANDSHAKE) {
            return; // a message's type has two bytes, and the first is 0
        }
        ReturnPathReader reader = ReturnPathReader.of(input);
        while (!input.isAtEnd()) {
            ReturnPathMessage message = reader.next();
            reached(input.position());
            MigrationTrace.migrate_send_rp_message(message.type(), (short) message.length());
            trace(message);
        }
    }

    private void trace(ReturnPathMessage message) {
        if (message instanceof ReturnPathMessage.Pong pong) {
            MigrationTrace.source_return_path_thread_pong(pong.value());
        } else if (message instanceof ReturnPathMessage.Shut shut) {
            MigrationTrace.source_return_path_thread_shut(shut.status());
            shutStatus = shut.status();
        } else if (message instanceof ReturnPathMessage.RequestPages request) {
            MigrationTrace.migrate_handle_rp_req_pages(request.block(), request.start(), request.bytes());
        } else if (message instanceof ReturnPathMessage.ResumeAck ack) {
            MigrationTrace.source_return_path_thread_resume_ack(ack.value());
        }
    }

    /** Whether the destination said that it has taken the machine over. */
    boolean isConfirmed() {
        return shutStatus == 0;
    }
}
