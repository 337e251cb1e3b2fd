package dev.tracebridge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentLogTest {

    @ParameterizedTest
    @CsvSource({
        "1795262400000, 2026-11-21 12:00:00:000",
        "1795262400007, 2026-11-21 12:00:00:007",
        "0, 1970-01-01 00:00:00:000",
        "1709164799999, 2024-02-28 23:59:59:999",
        "1709164800000, 2024-02-29 00:00:00:000"
    })
    void lineHasPrefixTimeThreadAndLevel(long epochMillis, String time) {
        assertThat(AgentLog.line(epochMillis, AgentLog.Level.INFO, "hello"))
                .isEqualTo("[tracebridge " + time + " +0000] ["
                        + Thread.currentThread().getName() + "] INFO hello" + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "two\u001blines", "two\u0007lines", "two\rlines"})
    void messageStaysOneLineAndMovesNoCursor(String message) {
        assertThat(AgentLog.line(0, AgentLog.Level.WARN, message).stripTrailing())
                .endsWith("] WARN two lines");
    }
}
