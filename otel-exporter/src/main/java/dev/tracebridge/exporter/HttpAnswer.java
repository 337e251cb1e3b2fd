package dev.tracebridge.exporter;

import io.opentelemetry.sdk.common.export.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** What a collector answered over HTTP, and for how long it wants to be left alone: the header {@code Retry-After}. */
record HttpAnswer(int status, String message, byte[] body, Duration retryAfter) implements HttpResponse {

    /** Nobody may silence the export for longer. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /**
     * Reads {@code Retry-After} as RFC 9110, section 10.2.3, says: seconds, or a date.
     *
     * @param header its value; null for none
     * @param now the time
     * @return zero where it makes no sense
     */
    static Duration retryAfter(String header, Instant now) {
        if (header == null) {
            return Duration.ZERO;
        }
        Duration wanted;
        try {
            String text = header.strip();
            wanted = text.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException noDate) {
            return Duration.ZERO;
        }
        if (wanted.isNegative()) {
            return Duration.ZERO;
        }
        return wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    }

    @Override
    public int getStatusCode() {
        return status;
    }

    @Override
    public String getStatusMessage() {
        return message;
    }

    @Override
    public byte[] getResponseBody() {
        return body;
    }
}
