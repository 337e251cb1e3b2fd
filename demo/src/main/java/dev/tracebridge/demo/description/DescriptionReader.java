package dev.tracebridge.demo.description;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the JSON description of a stream. Keys it does not know are skipped; of a key that stands twice in an object, as
 * QEMU writes them for the elements of a list, the last one counts.
 */
public final class DescriptionReader {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNameLength(256)
                    .maxStringLength(4096)
                    .maxNumberLength(20)
                    .maxTokenCount(8_000_000)
                    .build())
            .build();

    private static final Set<String> STRUCTURES = Set.of("struct", "vstruct", "tmp");

    private final JsonParser parser;
    private final long offset;

    /** Every object of the description has some of these. */
    private static final class Node {
        private String name;
        private String type;
        private String stateName = "";
        private long instanceId;
        private long version;
        private long pageSize;
        private long size = -1;
        private long arrayLength = 1;
        private Node structure;
        private Node configuration;
        private List<Node> fields = List.of();
        private List<Node> subsections = List.of();
        private List<Node> devices;
    }

    private DescriptionReader(JsonParser parser, long offset) {
        this.parser = parser;
        this.offset = offset;
    }

    /**
     * Reads a description.
     *
     * @param json its bytes
     * @param offset where they begin in the stream, for errors
     * @throws StreamFormatException if they are no JSON or no description
     */
    public static StreamDescription read(byte[] json, long offset) throws StreamFormatException {
        try (JsonParser parser = JSON.createParser(json)) {
            return new DescriptionReader(parser, offset).description();
        } catch (StreamFormatException e) {
            throw e;
        } catch (JacksonException e) {
            long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw new StreamFormatException(offset + at, "JSON within its limits", firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new StreamFormatException(offset, "JSON", String.valueOf(e.getMessage()));
        }
    }

    private StreamDescription description() throws IOException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "the description's object");
        Node top = object();
        if (top.devices == null) {
            throw unexpected("a description with \"devices\"", "none");
        }
        List<DeviceDescription> devices = new ArrayList<>();
        for (Node device : top.devices) {
            requirePresent(device.name, "\"name\" of a device");
            devices.add(new DeviceDescription(device.name, (int) device.instanceId, state(device)));
        }
        Optional<StateDescription> configuration =
                top.configuration == null ? Optional.empty() : Optional.of(state(top.configuration));
        return new StreamDescription(configuration, Math.toIntExact(top.pageSize), devices);
    }

    private StateDescription state(Node node) throws IOException {
        List<FieldDescription> fields = new ArrayList<>();
        for (Node field : node.fields) {
            fields.add(field(field));
        }
        List<StateDescription> subsections = new ArrayList<>();
        for (Node subsection : node.subsections) {
            subsections.add(state(subsection));
        }
        return new StateDescription(node.stateName, (int) node.version, fields, subsections);
    }

    private FieldDescription field(Node node) throws IOException {
        requirePresent(node.name, "\"name\" of a field");
        requirePresent(node.type, "\"type\" of field " + node.name);
        if (node.size < 0) {
            throw unexpected("\"size\" of field " + node.name, "none");
        }
        Optional<StateDescription> structure = Optional.empty();
        if (STRUCTURES.contains(node.type)) {
            structure = Optional.of(state(node.structure == null ? node : node.structure));
        }
        return new FieldDescription(node.name, node.type, node.size, node.arrayLength, structure);
    }

    private Node object() throws IOException {
        Node node = new Node();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (key) {
                case "name" -> node.name = string(value, key);
                case "type" -> node.type = string(value, key);
                case "vmsd_name" -> node.stateName = string(value, key);
                case "instance_id" -> node.instanceId = number(value, key);
                case "version" -> node.version = number(value, key);
                case "page_size" -> node.pageSize = number(value, key);
                case "size" -> node.size = number(value, key);
                case "array_len" -> node.arrayLength = number(value, key);
                case "struct" -> node.structure = nested(value, key);
                case "configuration" -> node.configuration = nested(value, key);
                case "fields" -> node.fields = list(value, key);
                case "subsections" -> node.subsections = list(value, key);
                case "devices" -> node.devices = list(value, key);
                default -> parser.skipChildren();
            }
        }
        return node;
    }

    private Node nested(JsonToken value, String key) throws IOException {
        expect(value, JsonToken.START_OBJECT, "an object for \"" + key + "\"");
        return object();
    }

    private List<Node> list(JsonToken value, String key) throws IOException {
        expect(value, JsonToken.START_ARRAY, "a list for \"" + key + "\"");
        List<Node> nodes = new ArrayList<>();
        while (true) {
            JsonToken element = parser.nextToken();
            if (element == JsonToken.END_ARRAY) {
                return nodes;
            }
            expect(element, JsonToken.START_OBJECT, "an object in \"" + key + "\"");
            nodes.add(object());
        }
    }

    private String string(JsonToken value, String key) throws IOException {
        expect(value, JsonToken.VALUE_STRING, "a string for \"" + key + "\"");
        return parser.getText();
    }

    private long number(JsonToken value, String key) throws IOException {
        expect(value, JsonToken.VALUE_NUMBER_INT, "a number for \"" + key + "\"");
        long number = parser.getLongValue();
        if (number < 0 || number > 0xffff_ffffL) {
            throw unexpected("32 bits for \"" + key + "\"", "" + number);
        }
        return number;
    }

    private void expect(JsonToken found, JsonToken expected, String what) throws IOException {
        if (found != expected) {
            throw unexpected(what, found == null ? "the end" : found.toString());
        }
    }

    private void requirePresent(String value, String what) throws StreamFormatException {
        if (value == null) {
            throw unexpected(what, "none");
        }
    }

    private StreamFormatException unexpected(String expected, String found) {
        long at = Math.max(0, parser.currentTokenLocation().getByteOffset());
        return new StreamFormatException(offset + at, expected, found);
    }

    private static String firstLine(String message) {
        return message == null ? "an error" : message.lines().findFirst().orElse("an error");
    }
}
