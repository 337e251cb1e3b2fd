package dev.tracebridge.demo.parking;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationState;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.source.MultifdSender;
import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.ReturnPathMessage;
import dev.tracebridge.demo.stream.ReturnPathReader;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.demo.stream.StreamWriter;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Hands a parked machine to a QEMU that waits for one. The file goes over as it is, or its pages over multifd; where the
 * channel has a way back, the destination is asked on top of that to say when it has taken the machine over.
 *
 * <p>For one thread at a time.
 */
public final class MachineSender {

    private static final int SETUP_PING = 1;

    private final ParkedMachine machine;
    private final MigrationChannel channel;
    private final StreamOutput output;
    private final MoreChannels more;
    private final MigrationCapabilities capabilities;
    private final Progress progress;
    private MultifdSender multifd;

    private MachineSender(
            ParkedMachine machine,
            MigrationChannel channel,
            MoreChannels more,
            MigrationCapabilities capabilities,
            Progress progress) {
        this.machine = machine;
        this.channel = channel;
        this.output = StreamOutput.of(channel);
        this.more = more;
        this.capabilities = capabilities;
        this.progress = progress;
    }

    /**
     * Sends a machine over one channel and closes it.
     *
     * @param timeout how long the destination may take to load and start the machine once it has everything
     * @return whether the destination has confirmed; otherwise the channel has no way back
     * @throws UnconfirmedException if the destination got everything and then was not heard of any more: whether it runs
     *     the machine is not known
     * @throws IOException if the destination has not taken the machine over; the file is as good as before
     */
    public static boolean send(ParkedMachine machine, MigrationChannel channel, Duration timeout, Progress progress)
            throws IOException {
        return send(machine, channel, MoreChannels.NONE, MigrationCapabilities.NONE, timeout, progress);
    }

    /**
     * Sends a machine over as many channels as there are to be and closes them.
     *
     * @param channel the main one
     * @param more where those for pages come from
     * @param capabilities how many there are, when they wait for each other, and which pages of zeros they carry
     * @param timeout how long the destination may take to load and start the machine once it has everything
     * @return whether the destination has confirmed; otherwise the channel has no way back
     * @throws IllegalArgumentException if multifd is asked for and the machine's pages are not of
     *     {@value RamBlock#PAGE_SIZE} bytes
     * @throws StreamFormatException if the file is not as it was, or its pages and devices are in an order that multifd
     *     cannot keep
     * @throws UnconfirmedException if the destination got everything and then was not heard of any more: whether it runs
     *     the machine is not known
     * @throws IOException if the destination has not taken the machine over; the file is as good as before
     */
    public static boolean send(
            ParkedMachine machine,
            MigrationChannel channel,
            MoreChannels more,
            MigrationCapabilities capabilities,
            Duration timeout,
            Progress progress)
            throws IOException {
        if (capabilities.multifdChannels() > 0 && machine.pageSize() != RamBlock.PAGE_SIZE) {
            throw new IllegalArgumentException("pages of " + machine.pageSize() + " bytes do not go over multifd");
        }
        MigrationState state = new MigrationState();
        MigrationTrace.migration_set_outgoing_channel(
                System.identityHashCode(channel), channel.type(), channel.peer(), 0);
        state.set(MigrationStatus.NONE, MigrationStatus.SETUP);
        MachineSender sender = new MachineSender(machine, channel, more, capabilities, progress);
        try {
            state.set(MigrationStatus.SETUP, MigrationStatus.ACTIVE);
            boolean confirmed = sender.run(timeout);
            sender.closeMultifd(false);
            channel.close(); // a command that was given the stream may fail in its last moment
            state.set(MigrationStatus.ACTIVE, MigrationStatus.COMPLETED);
            return confirmed;
        } catch (IOException e) {
            state.fail();
            throw e;
        } finally {
            sender.closeMultifd(true);
            channel.close();
        }
    }

    private void closeMultifd(boolean failed) {
        if (multifd != null) {
            multifd.close(failed);
            multifd = null;
        }
    }

    private boolean run(Duration timeout) throws IOException {
        boolean answer = channel.hasReturnPath();
        try (FileChannel file = FileChannel.open(machine.path(), StandardOpenOption.READ)) {
            if (file.size() != machine.summary().length()) {
                throw new IOException(machine.path() + " has changed while it was read");
            }
            transfer(file, answer);
        } catch (StreamFormatException e) {
            throw e; // the file's fault, of which the destination knows nothing
        } catch (IOException e) {
            throw answer ? explained(e) : e;
        }
        if (answer) {
            awaitAnswer(timeout);
        }
        return answer;
    }

    private void transfer(FileChannel file, boolean answer) throws IOException {
        FileCopy copy = new FileCopy(file, output, machine.summary().length(), progress);
        copy.keepTo(machine.head());
        if (capabilities.multifdChannels() > 0) {
            output.flush(); // a destination may want to know this channel before it takes others
            multifd = MultifdSender.open(more, capabilities);
        }
        if (answer && !machine.opensReturnPath()) {
            askForAnswer();
        }
        if (multifd == null) {
            copy.keepTo(machine.summary().length());
        } else {
            SplitStream split = new SplitStream(file, copy, output, multifd, capabilities);
            machine.walk(split);
            split.end();
        }
        output.flush();
    }

    private void askForAnswer() throws IOException {
        StreamWriter writer = StreamWriter.of(output);
        MigrationTrace.savevm_send_open_return_path();
        command(writer, Command.OPEN_RETURN_PATH);
        MigrationTrace.savevm_send_ping(SETUP_PING);
        command(writer, Command.PING, (byte) 0, (byte) 0, (byte) 0, (byte) SETUP_PING);
        output.flush();
    }

    private static void command(StreamWriter writer, Command command, byte... payload) throws IOException {
        MigrationTrace.savevm_command_send((short) command.code(), (short) payload.length);
        writer.command(command, payload);
    }

    /** A destination that refuses says so before it hangs up. */
    private IOException explained(IOException cause) {
        try {
            channel.readTimeout(Duration.ofSeconds(1));
            ReturnPathReader reader = ReturnPathReader.of(StreamInput.of(channel));
            while (true) {
                if (reader.next() instanceof ReturnPathMessage.Shut shut) {
                    return refused(shut);
                }
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
            return cause;
        }
    }

    private void awaitAnswer(Duration timeout) throws IOException {
        channel.readTimeout(timeout);
        ReturnPathReader reader = ReturnPathReader.of(StreamInput.of(channel));
        while (true) {
            ReturnPathMessage message;
            try {
                message = reader.next();
            } catch (StreamFormatException e) {
                throw unconfirmed("it answered something else (" + e.getMessage() + ")", e);
            } catch (IOException e) {
                throw unconfirmed(e.getMessage(), e);
            }
            if (message instanceof ReturnPathMessage.Pong pong) {
                MigrationTrace.source_return_path_thread_pong(pong.value());
            } else if (message instanceof ReturnPathMessage.Shut shut) {
                MigrationTrace.source_return_path_thread_shut(shut.status());
                if (shut.status() != 0) {
                    throw refused(shut);
                }
                return;
            }
        }
    }

    private IOException refused(ReturnPathMessage.Shut shut) {
        return new IOException("the destination could not take the machine over (status " + shut.status()
                + "); its own messages say why");
    }

    private static UnconfirmedException unconfirmed(String reason, IOException cause) {
        return new UnconfirmedException(
                "the destination got the whole machine and did not confirm it: it may or may not run there: " + reason,
                cause);
    }
}
