package dev.tracebridge.demo.check;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tracebridge.demo.memory.BlockDigest;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The exchange of hashes. Each message is four bytes of length and so many of JSON: the source's
 * {@code {"blocks": [{"name", "length", "sha256"}]}} and the destination's {@code {"differ": [names]}}.
 */
public final class MemoryCheck {

    private static final int MAX_MESSAGE = 64 * 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxStringLength(1024)
                    .maxNameLength(64)
                    .maxNumberLength(20)
                    .build())
            .build();

    private MemoryCheck() {}

    /**
     * The source's part: sends its hashes and waits for the verdict.
     *
     * @return the names of the blocks that differ; empty if all is well
     */
    public static List<String> send(ByteChannel channel, List<BlockDigest> digests) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(json)) {
            generator.writeStartObject();
            generator.writeArrayFieldStart("blocks");
            for (BlockDigest digest : digests) {
                generator.writeStartObject();
                generator.writeStringField("name", digest.name());
                generator.writeNumberField("length", digest.length());
                generator.writeStringField("sha256", digest.sha256());
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        write(channel, json.toByteArray());
        return verdict(read(channel));
    }

    /**
     * The destination's part: receives the source's hashes, compares, and answers.
     *
     * @return the names of the blocks that differ; empty if all is well
     */
    public static List<String> receive(ByteChannel channel, List<BlockDigest> own) throws IOException {
        List<String> differing = differing(own, digests(read(channel)));
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(json)) {
            generator.writeStartObject();
            generator.writeArrayFieldStart("differ");
            for (String name : differing) {
                generator.writeString(name);
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
        write(channel, json.toByteArray());
        return differing;
    }

    /** The names of blocks that are not the same in both lists, be it for want of one. */
    static List<String> differing(List<BlockDigest> own, List<BlockDigest> other) {
        List<String> names = new ArrayList<>();
        for (BlockDigest digest : own) {
            if (!other.contains(digest)) {
                names.add(digest.name());
            }
        }
        for (BlockDigest digest : other) {
            if (!own.contains(digest) && !names.contains(digest.name())) {
                names.add(digest.name());
            }
        }
        return names;
    }

    private static void write(ByteChannel channel, byte[] json) throws IOException {
        StreamOutput output = StreamOutput.of(channel);
        output.u32(json.length);
        output.bytes(json);
        output.flush();
    }

    private static byte[] read(ByteChannel channel) throws IOException {
        StreamInput input = StreamInput.of(channel);
        long length = input.u32("length of a message");
        if (length > MAX_MESSAGE) {
            throw new StreamFormatException(0, "a message of at most " + MAX_MESSAGE + " bytes", length + " bytes");
        }
        return input.bytes((int) length, "a message");
    }

    private static List<BlockDigest> digests(byte[] json) throws IOException {
        List<BlockDigest> digests = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            enterList(parser, "blocks");
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                digests.add(digest(parser));
            }
            return digests;
        } catch (JacksonException e) {
            throw unexpected("the JSON of hashes", e.getOriginalMessage());
        }
    }

    private static BlockDigest digest(JsonParser parser) throws IOException {
        String name = null;
        String sha256 = null;
        long length = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "name" -> name = parser.getValueAsString();
                case "sha256" -> sha256 = parser.getValueAsString();
                case "length" -> length = parser.getValueAsLong();
                default -> parser.skipChildren();
            }
        }
        if (Objects.isNull(name) || Objects.isNull(sha256)) {
            throw unexpected("the name and hash of a block", "neither or one");
        }
        return new BlockDigest(name, length, sha256);
    }

    private static List<String> verdict(byte[] json) throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            enterList(parser, "differ");
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                names.add(parser.getText());
            }
            return names;
        } catch (JacksonException e) {
            throw unexpected("the JSON of a verdict", e.getOriginalMessage());
        }
    }

    private static void enterList(JsonParser parser, String key) throws IOException {
        boolean found = parser.nextToken() == JsonToken.START_OBJECT
                && key.equals(parser.nextFieldName())
                && parser.nextToken() == JsonToken.START_ARRAY;
        if (!found) {
            throw unexpected("an object with the list \"" + key + "\"", "something else");
        }
    }

    private static StreamFormatException unexpected(String expected, String found) {
        return new StreamFormatException(Integer.BYTES, expected, found);
    }
}
