package dev.tracebridge.demo.vmstate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;

/**
 * The JSON description of a stream, written while the states are saved: one line, as QEMU writes it. For one thread at a
 * time.
 */
public final class DescriptionWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator json;

    /** QEMU puts a blank after each comma and colon. */
    private static final class Spacing extends MinimalPrettyPrinter {

        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator generator) throws IOException {
            generator.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator generator) throws IOException {
            generator.writeRaw(", ");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator generator) throws IOException {
            generator.writeRaw(", ");
        }
    }

    private DescriptionWriter() throws IOException {
        PrettyPrinter spacing = new Spacing();
        json = new JsonFactory().createGenerator(bytes).setPrettyPrinter(spacing);
        json.writeStartObject();
    }

    /** Begins a description. */
    public static DescriptionWriter begin() throws IOException {
        return new DescriptionWriter();
    }

    /** Opens the description of the configuration section; its state follows. */
    public void beginConfiguration() throws IOException {
        json.writeObjectFieldStart("configuration");
    }

    /** Closes the description of the configuration section. */
    public void endConfiguration() throws IOException {
        json.writeEndObject();
    }

    /** Opens the list of devices. */
    public void beginDevices(int pageSize) throws IOException {
        json.writeNumberField("page_size", pageSize);
        json.writeArrayFieldStart("devices");
    }

    /** Opens the description of a device; its state follows. */
    public void beginDevice(String idstr, int instanceId) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", idstr);
        json.writeNumberField("instance_id", instanceId);
    }

    /** Closes the description of a device. */
    public void endDevice() throws IOException {
        json.writeEndObject();
    }

    /** Closes the description and returns it, in UTF-8. Nothing can be added any more. */
    public byte[] finish() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        return bytes.toByteArray();
    }

    void beginState(VmState<?> state) throws IOException {
        json.writeStringField("vmsd_name", state.name());
        json.writeNumberField("version", state.version());
        json.writeArrayFieldStart("fields");
    }

    void endFields() throws IOException {
        json.writeEndArray();
    }

    /**
     * One element of a field, or several of one layout.
     *
     * @param uniform whether this stands for all {@code count} elements
     * @param absent whether there is none in its place
     */
    record Position(int index, long count, boolean uniform, boolean absent) {}

    void beginField(VmState<?> state, Field<?> field, Position element) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", uniqueName(state, field));
        if (element.count() > 1) {
            json.writeNumberField(
                    element.uniform() ? "array_len" : "index", element.uniform() ? element.count() : element.index());
        }
        json.writeStringField("type", element.absent() ? "nullptr" : field.type());
        if (field.structure() != null && !element.absent()) {
            json.writeObjectFieldStart("struct");
        }
    }

    void endField(Field<?> field, boolean absent, long size) throws IOException {
        if (field.structure() != null && !absent) {
            json.writeEndObject();
        }
        json.writeNumberField("size", size);
        json.writeEndObject();
    }

    void beginSubsections() throws IOException {
        json.writeArrayFieldStart("subsections");
    }

    void beginSubsection() throws IOException {
        json.writeStartObject();
    }

    void endSubsection() throws IOException {
        json.writeEndObject();
    }

    void endSubsections() throws IOException {
        json.writeEndArray();
    }

    private static String uniqueName(VmState<?> state, Field<?> field) {
        int before = 0;
        int all = 0;
        boolean reached = false;
        for (Field<?> other : state.fields()) {
            reached |= other == field;
            if (other.name().equals(field.name())) {
                all++;
                before += reached ? 0 : 1;
            }
        }
        return all > 1 ? field.name() + "[" + before + "]" : field.name();
    }
}
