package dev.tracebridge.demo.stream;

import java.io.IOException;

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
        }
        output.flush();
    }
}
