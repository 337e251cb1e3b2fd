package dev.tracebridge.demo.stream;

import java.io.IOException;
import java.util.Arrays;

/** Writes messages of the return path, each sent at once. For one thread at a time. */
public final class ReturnPathWriter {

    private final StreamOutput output;

    private ReturnPathWriter(StreamOutput output) {
        this.output = output;
    }

    /** Writes to {@code output}. */
    public static ReturnPathWriter of(StreamOutput output) {
        return new ReturnPathWriter(output);
    }

    /** Sends one message. */
    public void send(ReturnPathMessage message) throws IOException {
        output.u16(message.type());
        output.u16(message.length());
        if (message instanceof ReturnPathMessage.Shut shut) {
            output.u32(shut.status());
        } else if (message instanceof ReturnPathMessage.Pong pong) {
            output.u32(pong.value());
        } else if (message instanceof ReturnPathMessage.RequestPages request) {
            output.u64(request.start());
            output.u32(request.bytes());
            if (request.block() != null) {
                output.name(request.block());
            }
        } else if (message instanceof ReturnPathMessage.ReceivedBitmap bitmap) {
            bitmap(bitmap);
        } else if (message instanceof ReturnPathMessage.ResumeAck ack) {
            output.u32(ack.value());
        }
        output.flush();
    }

    private void bitmap(ReturnPathMessage.ReceivedBitmap bitmap) throws IOException {
        output.name(bitmap.block());
        output.u64(bitmap.size());
        output.bytes(Arrays.copyOf(bitmap.received().toByteArray(), Math.toIntExact(bitmap.size())));
        output.u64(ReturnPathMessage.ReceivedBitmap.END_MARK);
    }
}
