package dev.tracebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TraceRequestTest {

    private static final int NAME = 5;
    private static final int EVENTS = 11;

    @Test
    void countsSpansAndTheirEvents() throws IOException {
        byte[] span = message(bytes(NAME, "span".getBytes()), bytes(EVENTS, message()), bytes(EVENTS, message()));
        byte[] bare = message(bytes(NAME, "bare".getBytes()));
        byte[] request = message(
                bytes(1, message(bytes(1, message()), bytes(2, message(bytes(2, span), bytes(2, bare))))),
                bytes(1, message(bytes(2, message(bytes(1, message()), bytes(2, span))))));

        assertThat(TraceRequest.spans(request)).isEqualTo(3);
        assertThat(TraceRequest.spanEvents(request)).isEqualTo(4);
    }

    @Test
    void findsNothingInNothing() throws IOException {
        assertThat(TraceRequest.spans(new byte[0])).isZero();
        assertThat(TraceRequest.spanEvents(new byte[0])).isZero();
    }

    @Test
    void doesNotCountWhatIsCut() {
        byte[] cut = {1 << 3 | 2, 100, 2 << 3 | 2};

        assertThatThrownBy(() -> TraceRequest.spans(cut)).isInstanceOf(IOException.class);
    }

    private interface Field {

        void write(CodedOutputStream out) throws IOException;
    }

    private static Field bytes(int field, byte[] content) {
        return out -> out.writeBytes(field, ByteString.copyFrom(content));
    }

    private static byte[] message(Field... fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (Field field : fields) {
            field.write(out);
        }
        out.flush();
        return bytes.toByteArray();
    }
}
