package dev.tracebridge.demo.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tracebridge.demo.stream.StreamInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StreamCopyTest {

    @Property(tries = 200)
    void theCopyIsWhatWasKept(@ForAll Random random) throws IOException {
        byte[] bytes = new byte[random.nextInt(3_000_000)];
        random.nextBytes(bytes);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        StreamCopy copy =
                StreamCopy.of(Channels.newChannel(new ByteArrayInputStream(bytes)), Channels.newChannel(kept));
        StreamInput input = StreamInput.of(copy);
        while (!input.isAtEnd()) {
            int start = (int) input.position();
            int length = Math.min(bytes.length - start, 1 + random.nextInt(random.nextBoolean() ? 100 : 700_000));
            input.bytes(length, "bytes");
            if (random.nextInt(4) > 0) {
                copy.keepTo(input.position());
                expected.write(bytes, start, length);
            } else {
                copy.dropTo(input.position());
            }
        }

        assertThat(kept.toByteArray()).isEqualTo(expected.toByteArray());
        assertThat(copy.settled()).isEqualTo(bytes.length);
    }

    @Example
    void decidesNothingTwiceAndNothingUnread() throws IOException {
        StreamCopy copy = StreamCopy.of(
                Channels.newChannel(new ByteArrayInputStream(new byte[10])),
                Channels.newChannel(new ByteArrayOutputStream()));
        StreamInput.of(copy).u8("a byte");
        copy.keepTo(5);

        assertThatIllegalArgumentException().isThrownBy(() -> copy.keepTo(4));
        assertThatIllegalArgumentException().isThrownBy(() -> copy.dropTo(11));
    }
}
