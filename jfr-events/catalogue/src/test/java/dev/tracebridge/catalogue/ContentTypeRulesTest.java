package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContentTypeRulesTest {

    /** Rule, first argument's content type, declaration. */
    static Stream<Arguments> rows() {
        return Stream.of(
                arguments("a pointer", ContentType.MEMORY_ADDRESS, "t(void *host) \"%p\""),
                arguments("a pointer", ContentType.MEMORY_ADDRESS, "t(uint64_t *len) \"%p\""),
                arguments("no number", ContentType.NONE, "t(const char *size) \"%s bytes\""),
                arguments("no number", ContentType.NONE, "t(bool size) \"%d bytes\""),
                arguments("a percent sign after it", ContentType.NONE, "t(int size) \"%d%%\""),
                arguments("ns after it", ContentType.TIMESPAN_NS, "t(uint64_t delay) \"%\"PRIu64\"ns\""),
                arguments("ns after it", ContentType.TIMESPAN_NS, "t(double d) \"%g nanoseconds\""),
                arguments("us after it", ContentType.TIMESPAN_US, "t(uint64_t delay_s) \"(%\"PRIu64\" us)\""),
                arguments("ms after it", ContentType.TIMESPAN_MS, "t(int interval) \"interval %d ms\""),
                arguments("seconds after it", ContentType.TIMESPAN_S, "t(int d) \"%d seconds\""),
                arguments("Hz after it", ContentType.FREQUENCY, "t(uint64_t old) \"%\"PRIu64\"Hz->\""),
                arguments("bytes per second after it", ContentType.BYTES_PER_SECOND, "t(int r) \"%d bytes/s\""),
                arguments("another rate or multiple after it", ContentType.NONE, "t(int size) \"%d MB/s\""),
                arguments("bytes after it", ContentType.BYTES, "t(int n) \"for %d bytes, index\""),
                arguments("a name in ns", ContentType.TIMESPAN_NS, "t(int64_t max_ns) \"max_ns %\"PRId64"),
                arguments("a name in us", ContentType.TIMESPAN_US, "t(int64_t time_us) \"%\"PRId64"),
                arguments("a name in ms", ContentType.TIMESPAN_MS, "t(long timeout_ms) \"%ld\""),
                arguments("a name in ms", ContentType.TIMESPAN_MS, "t(int ms)"),
                arguments("a name in seconds", ContentType.TIMESPAN_S, "t(int64_t seconds) \"(%\"PRId64\"s)\""),
                arguments("a name in Hz", ContentType.FREQUENCY, "t(uint32_t clock_hz) \"%u\""),
                arguments("a name of a size", ContentType.BYTES, "t(size_t len) \"0x%zx\""),
                arguments("a name of a size", ContentType.BYTES, "t(uint32_t next_packet_size) \"%u\""),
                arguments("a name of a size", ContentType.BYTES, "t(uint64_t tranferred) \"%\"PRIu64"),
                arguments("an address in base 16", ContentType.MEMORY_ADDRESS, "t(uint64_t hostaddr) \"0x%\"PRIx64"),
                arguments("an address in base 16", ContentType.MEMORY_ADDRESS, "t(uint64_t iova) \"0x%\"PRIx64"),
                arguments("64 bits in base 16", ContentType.HEX, "t(size_t offset) \"0x%zx\""),
                arguments("none", ContentType.NONE, "t(uint32_t flags) \"0x%x\""),
                arguments("none", ContentType.NONE, "t(uint64_t addr) \"%\"PRIu64"),
                arguments("none", ContentType.NONE, "t(uint32_t secs) \"LCHS %u\""),
                arguments("none", ContentType.NONE, "t(uint32_t delay_ns) \"0x%x\""),
                arguments("none", ContentType.NONE, "t(int n) \"%d msr\""),
                arguments("none", ContentType.NONE, "t(uint64_t ns) \"%\"PRIu64"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("rows")
    void derives(String rule, ContentType content, String declaration) {
        Tracepoint tracepoint = Tracepoint.parse(declaration);
        Argument argument = tracepoint.arguments().get(0);
        ContentTypeRules.Subject subject = ContentTypeRules.Subject.of(tracepoint, argument);

        assertThat(ContentTypeRules.of(tracepoint, argument)).isEqualTo(content);
        assertThat(ContentTypeRules.RULES.stream()
                        .filter(r -> r.applies().test(subject))
                        .findFirst()
                        .map(ContentTypeRules.Rule::name)
                        .orElse("none"))
                .isEqualTo(rule);
    }

    @Test
    void everyRowHasATest() {
        assertThat(rows().map(row -> row.get()[0]).distinct())
                .containsAll(ContentTypeRules.RULES.stream()
                        .map(ContentTypeRules.Rule::name)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, const char *s, true",
        "BYTES, int n, true",
        "BYTES, double n, true",
        "BYTES, bool b, false",
        "TIMESPAN_MS, const char *s, false",
        "MEMORY_ADDRESS, uint64_t a, true",
        "MEMORY_ADDRESS, uint32_t a, false",
        "HEX, int a, false",
        "TIMESTAMP_MS, uint64_t t, true",
        "TIMESTAMP_MS, int t, false",
        "PERCENTAGE, double p, true",
        "PERCENTAGE, int p, false"
    })
    void objectsToContentThatDoesNotFitTheType(ContentType content, String declared, boolean fits) {
        Argument argument = Tracepoint.parse("t(" + declared + ")").arguments().get(0);

        assertThat(ContentTypeRules.objection(argument, content).isEmpty()).isEqualTo(fits);
    }
}
