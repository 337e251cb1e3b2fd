package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new",
                "null",
                "true",
                "_",
                "startTime",
                "duration",
                "eventThread",
                "stackTrace",
                "traceIdHigh",
                "traceIdLow",
                "spanId",
                "parentId",
                "groupParentId",
                "traceOrigin",
                "next",
                "startThread",
                "endedBy",
                "error",
                "unfinished",
                "startShared"
            })
    void marksReservedNames(String name) {
        assertThat(FieldNames.of(name)).isEqualTo(name + "_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"old", "rbname", "new_", "start_time", "record", "__cpu"})
    void keepsOthers(String name) {
        assertThat(FieldNames.of(name)).isEqualTo(name);
    }
}
