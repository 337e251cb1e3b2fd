package dev.tracebridge.demo.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.stream.StreamFormatException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionReaderTest {

    @Test
    void countsArraysAndSubsectionsIntoTheSize() throws StreamFormatException {
        StreamDescription description = read("""
                {"page_size": 4096, "devices": [{"name": "d", "instance_id": 3, "vmsd_name": "v", "version": 2, "fields": [
                  {"name": "a", "array_len": 5, "type": "uint32", "size": 4},
                  {"name": "s", "type": "struct", "struct": {"vmsd_name": "t", "version": 1, "fields": [
                    {"name": "x", "type": "uint8", "size": 1}]}, "size": 1}],
                  "subsections": [{"vmsd_name": "v/sub", "version": 1, "fields": [
                    {"name": "y", "type": "uint64", "size": 8}]}]}]}""");

        DeviceDescription device = description.device("d", 3).orElseThrow();
        assertThat(device.state().size()).isEqualTo(5 * 4 + 1 + (1 + 1 + 5 + 4) + 8);
        assertThat(description.device("d", 0)).isEmpty();
    }

    @Test
    void readsADeviceInTheOldStyle() throws StreamFormatException {
        StreamDescription description = read("""
                {"page_size": 4096, "devices": [{"name": "slirp", "instance_id": 0, "size": 131,
                 "fields": [{"name": "data", "size": 131, "type": "buffer"}]}]}""");

        assertThat(description.devices().get(0).state().size()).isEqualTo(131);
    }

    @Test
    void takesTheLastOfKeysThatStandTwice() throws StreamFormatException {
        StreamDescription description = read("""
                {"page_size": 4096, "devices": [{"name": "d", "instance_id": 0, "vmsd_name": "v", "version": 1, "fields": [
                 {"name": "q", "type": "qtailq", "vmsd_name": "e", "version": 1, "fields": [{"name": "x", "type": "bool", "size": 1}],
                  "vmsd_name": "e", "version": 1, "fields": [], "size": 5}]}]}""");

        assertThat(description.devices().get(0).state().fields())
                .singleElement()
                .satisfies(field -> assertThat(field.size()).isEqualTo(5));
    }

    @Test
    void findsTheStateOfATmpFieldInTheFieldItself() throws StreamFormatException {
        StreamDescription description = read("""
                {"page_size": 4096, "devices": [{"name": "d", "instance_id": 0, "vmsd_name": "v", "version": 1, "fields": [
                 {"name": "t", "type": "tmp", "vmsd_name": "e", "version": 1,
                  "fields": [{"name": "x", "type": "bool", "size": 1}], "size": 1}]}]}""");

        assertThat(description
                        .devices()
                        .get(0)
                        .state()
                        .fields()
                        .get(0)
                        .structure()
                        .orElseThrow()
                        .fields())
                .extracting(FieldDescription::name)
                .containsExactly("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing at all | JSON within its limits",
                "[] | the description's object",
                "{\"page_size\": 4096} | a description with \"devices\"",
                "{\"devices\": {}} | a list for \"devices\"",
                "{\"devices\": [1]} | an object in \"devices\"",
                "{\"devices\": [{}]} | \"name\" of a device",
                "{\"devices\": [{\"name\": 1}]} | a string for \"name\"",
                "{\"devices\": [{\"name\": \"d\", \"version\": -1}]} | 32 bits for \"version\"",
                "{\"devices\": [{\"name\": \"d\", \"version\": 4294967296}]} | 32 bits for \"version\"",
                "{\"devices\": [{\"name\": \"d\", \"version\": 99999999999999999999999}]} | JSON within its limits",
                "{\"devices\": [{\"name\": \"d\", \"fields\": [{\"name\": \"f\", \"type\": \"t\"}]}]} | \"size\" of field f",
                "{\"devices\": [{\"name\": \"d\", \"fields\": [{\"name\": \"f\", \"size\": 1}]}]} | \"type\" of field f",
                "{\"devices\": [ | JSON within its limits",
            })
    void refusesWhatIsNoDescription(String json, String expected) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> read(json))
                .satisfies(e -> {
                    assertThat(e.expected()).isEqualTo(expected);
                    assertThat(e.offset()).isBetween(1000L, 1000L + json.length());
                });
    }

    @Test
    void boundsTheDepth() {
        String deep = "{\"devices\": " + "[{\"fields\": ".repeat(500);

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> read(deep))
                .withMessageContaining("JSON within its limits");
    }

    private static StreamDescription read(String json) throws StreamFormatException {
        return DescriptionReader.read(json.getBytes(StandardCharsets.UTF_8), 1000);
    }
}
