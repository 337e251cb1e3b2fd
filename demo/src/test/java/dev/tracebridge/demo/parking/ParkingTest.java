package dev.tracebridge.demo.parking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.analysis.StreamSummary;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.file.Capture;
import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.ReturnPathMessage;
import dev.tracebridge.demo.stream.ReturnPathReader;
import dev.tracebridge.demo.stream.ReturnPathWriter;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.demo.stream.StreamWriter;
import dev.tracebridge.demo.transport.Entrance;
import dev.tracebridge.demo.transport.MigrationAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both directions against a peer that is played here, with a stream of a real QEMU. */
class ParkingTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Progress SILENT = (bytes, total) -> {};

    /** After the magic and the configuration section with the machine's name. */
    private static final int HEAD = 26;

    @TempDir
    private Path folder;

    private final ExecutorService peer = Executors.newSingleThreadExecutor();
    private Entrance entrance;
    private Path file;
    private byte[] stream;

    @BeforeEach
    void listen() throws IOException {
        entrance = MigrationAddress.parse("tcp:127.0.0.1:0").listen();
        file = folder.resolve("machine.bin");
        stream = Capture.PRECOPY.bytes();
    }

    @AfterEach
    void close() throws IOException {
        peer.shutdownNow();
        entrance.close();
    }

    private <T> Future<T> connected(Role<T> role) {
        return peer.submit((Callable<T>) () -> {
            try (MigrationChannel channel =
                    MigrationAddress.parse(entrance.name()).connect(TIMEOUT)) {
                return role.play(channel);
            }
        });
    }

    private <T> Future<T> accepting(Role<T> role) {
        return peer.submit((Callable<T>) () -> {
            try (MigrationChannel channel = entrance.accept(TIMEOUT, TIMEOUT)) {
                return role.play(channel);
            }
        });
    }

    @FunctionalInterface
    private interface Role<T> {
        T play(MigrationChannel channel) throws IOException;
    }

    private StreamSummary receive() throws IOException {
        return MachineReceiver.receive(entrance.accept(TIMEOUT, TIMEOUT), file, 4096, TIMEOUT, SILENT);
    }

    private boolean send() throws IOException {
        Files.write(file, stream);
        return MachineSender.send(
                ParkedMachine.open(file, 4096),
                MigrationAddress.parse(entrance.name()).connect(TIMEOUT),
                TIMEOUT,
                SILENT);
    }

    /** The stream with the commands a source sends that wants answers. */
    private static byte[] asking(byte[] stream) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(stream, 0, HEAD);
        StreamOutput output = StreamOutput.of(Channels.newChannel(bytes));
        StreamWriter writer = StreamWriter.of(output);
        writer.command(Command.OPEN_RETURN_PATH);
        writer.command(Command.PING, (byte) 0, (byte) 0, (byte) 0, (byte) 7);
        output.flush();
        bytes.write(stream, HEAD, stream.length - HEAD);
        return bytes.toByteArray();
    }

    private static List<ReturnPathMessage> sendAndListen(MigrationChannel channel, byte[] bytes) throws IOException {
        StreamOutput output = StreamOutput.of(channel);
        output.bytes(bytes);
        output.flush();
        List<ReturnPathMessage> messages = new ArrayList<>();
        ReturnPathReader reader = ReturnPathReader.of(StreamInput.of(channel));
        do {
            messages.add(reader.next());
        } while (!(messages.get(messages.size() - 1) instanceof ReturnPathMessage.Shut));
        return messages;
    }

    /** No more than the other side has read when it refuses: who still sends then may lose the answer with the connection. */
    private static byte[] upTo(int offset, byte[] stream) {
        return Arrays.copyOf(stream, offset);
    }

    @Test
    void keepsAStreamAsItIs() throws Exception {
        Future<Void> source = connected(channel -> {
            StreamOutput output = StreamOutput.of(channel);
            output.bytes(stream);
            output.flush();
            return null;
        });
        StreamSummary summary = receive();
        source.get();

        assertThat(Files.readAllBytes(file)).isEqualTo(stream);
        assertThat(summary.devices()).isEqualTo(34);
    }

    @Test
    void answersAndLeavesOutWhatConcernsTheConnection() throws Exception {
        Future<List<ReturnPathMessage>> source = connected(channel -> sendAndListen(channel, asking(stream)));
        receive();

        assertThat(source.get()).containsExactly(new ReturnPathMessage.Pong(7), new ReturnPathMessage.Shut(0));
        assertThat(Files.readAllBytes(file)).isEqualTo(stream);
    }

    @Test
    void doesNotWaitForADescriptionThatNeverComes() throws Exception {
        byte[] bare = Arrays.copyOf(stream, stream.length - 106_651 - 5);
        Future<List<ReturnPathMessage>> source = connected(channel -> sendAndListen(channel, asking(bare)));
        StreamSummary summary = receive();

        assertThat(source.get()).endsWith(new ReturnPathMessage.Shut(0));
        assertThat(summary.descriptionBytes()).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(bare);
    }

    @Test
    void refusesADamagedStreamAndKeepsTheFileItWouldReplace() throws Exception {
        Files.writeString(file, "the one before");
        byte[] damaged = upTo(256, asking(stream));
        damaged[42 + 14] = 3; // the version of ram
        Future<List<ReturnPathMessage>> source = connected(channel -> sendAndListen(channel, damaged));

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(this::receive)
                .withMessage("offset 40: expected version 4 of ram, found version 3");
        assertThat(source.get()).containsExactly(new ReturnPathMessage.Pong(7), new ReturnPathMessage.Shut(1));
        assertThat(file).hasContent("the one before");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void refusesPostcopy() throws Exception {
        byte[] postcopy = upTo(488_039, Capture.POSTCOPY_BEFORE_CUT.bytes()); // to the end of POSTCOPY_LISTEN
        Future<List<ReturnPathMessage>> source = connected(channel -> sendAndListen(channel, postcopy));

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(this::receive)
                .withMessageContaining("expected a precopy stream, the one kind a file can hold, found POSTCOPY");
        assertThat(source.get()).endsWith(new ReturnPathMessage.Shut(1));
        assertThat(file).doesNotExist();
    }

    @Test
    void asksTheDestinationToConfirm() throws Exception {
        byte[] asked = asking(stream);
        asked[HEAD + 13] = 1; // the value of our PING
        Future<byte[]> destination = accepting(channel -> {
            byte[] bytes = StreamInput.of(channel).bytes(asked.length, "all");
            ReturnPathWriter writer = ReturnPathWriter.of(StreamOutput.of(channel));
            writer.send(new ReturnPathMessage.Pong(1));
            writer.send(new ReturnPathMessage.Shut(0));
            return bytes;
        });

        assertThat(send()).isTrue();
        assertThat(destination.get()).isEqualTo(asked);
    }

    @Test
    void doesNotAskTwice() throws Exception {
        stream = asking(stream);
        Future<byte[]> destination = accepting(channel -> {
            byte[] bytes = StreamInput.of(channel).bytes(stream.length, "all");
            ReturnPathWriter.of(StreamOutput.of(channel)).send(new ReturnPathMessage.Shut(0));
            return bytes;
        });

        assertThat(send()).isTrue();
        assertThat(destination.get()).isEqualTo(stream);
    }

    @Test
    void saysThatTheDestinationRefused() throws Exception {
        Future<Void> destination = accepting(channel -> {
            StreamInput.of(channel).skip(asking(stream).length, "all");
            ReturnPathWriter.of(StreamOutput.of(channel)).send(new ReturnPathMessage.Shut(5));
            return null;
        });

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(this::send)
                .withMessage("the destination could not take the machine over (status 5); its own messages say why")
                .isNotInstanceOf(UnconfirmedException.class);
        destination.get();
    }

    @Test
    void saysThatItDoesNotKnow() throws Exception {
        Future<Void> destination = accepting(channel -> {
            StreamInput.of(channel).skip(asking(stream).length, "all");
            return null;
        });

        assertThatExceptionOfType(UnconfirmedException.class)
                .isThrownBy(this::send)
                .withMessageStartingWith(
                        "the destination got the whole machine and did not confirm it: it may or may not run there: ");
        destination.get();
    }

    @Test
    void sendsNothingOfAFileThatIsNotWhole() throws IOException {
        Files.write(file, Arrays.copyOf(stream, stream.length / 2));

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> ParkedMachine.open(file, 4096))
                .withMessageContaining("found the end of the stream");
    }

    @Test
    void writesTheFileAsItIsWhereNobodyCanAnswer() throws IOException {
        Files.write(file, stream);
        Path copy = folder.resolve("copy.bin");
        boolean confirmed = MachineSender.send(
                ParkedMachine.open(file, 4096),
                MigrationAddress.parse("exec:cat > " + copy).connect(TIMEOUT),
                TIMEOUT,
                SILENT);

        assertThat(confirmed).isFalse();
        assertThat(copy).hasSameBinaryContentAs(file);
    }
}
