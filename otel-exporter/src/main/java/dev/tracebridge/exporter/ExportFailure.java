package dev.tracebridge.exporter;

import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * Why something was not exported, and whether it may be sent again.
 *
 * @param text for people; never has a header, a key or what the collector answered in it
 * @param temporary whether the same may be taken another time
 * @param retryAfter how long the collector wants to be left alone; zero where it does not say
 * @param rejected of what was sent, how many items were not taken, where the others were; 0 where nothing was taken
 */
record ExportFailure(String text, boolean temporary, Duration retryAfter, long rejected) {

    // https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes
    private static final Set<Integer> TEMPORARY = Set.of(429, 502, 503, 504);

    /**
     * https://opentelemetry.io/docs/specs/otlp/#failures. A collector that has run out of something does so only for a while where it says when it
     * will be back, which the gRPC client does not show: it is asked again in any case.
     */
    private static final Set<GrpcStatusCode> TEMPORARY_GRPC = Set.of(
            GrpcStatusCode.CANCELLED,
            GrpcStatusCode.DEADLINE_EXCEEDED,
            GrpcStatusCode.RESOURCE_EXHAUSTED,
            GrpcStatusCode.ABORTED,
            GrpcStatusCode.OUT_OF_RANGE,
            GrpcStatusCode.UNAVAILABLE,
            GrpcStatusCode.DATA_LOSS);

    private static final int NOT_FOUND = 404;
    private static final String NO_GRPC =
            "; this looks like a port for HTTP: gRPC is on 4317, or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf";
    private static final String NO_HTTP =
            "; this looks like a port for gRPC: HTTP is on 4318, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc";

    /**
     * Looks at how an export went.
     *
     * @param waited how long it was waited for
     * @return why it failed; null if it did not
     */
    static ExportFailure of(CompletableResultCode result, Duration waited) {
        if (!result.isDone()) {
            // It may arrive yet, and would be there twice.
            return lasting("no answer in " + waited.toMillis() + " ms");
        }
        if (result.isSuccess()) {
            return null;
        }
        Throwable failure = result.getFailureThrowable();
        if (failure instanceof HttpExportException http) {
            return http(http.getResponse(), http.getCause());
        }
        if (failure instanceof GrpcExportException grpc) {
            return grpc(grpc.getResponse(), grpc.getCause());
        }
        return lasting(failure == null ? "refused" : failure.toString());
    }

    /** Whether what was answered so may be taken another time. */
    static boolean isTemporary(int httpStatus) {
        return TEMPORARY.contains(httpStatus);
    }

    private static ExportFailure lasting(String text) {
        return new ExportFailure(text, false, Duration.ZERO, 0);
    }

    private static ExportFailure http(HttpResponse response, Throwable cause) {
        if (response == null) {
            String text = String.valueOf(cause);
            return unanswered(text + (isForeignToHttp(text) ? NO_HTTP : ""), cause);
        }
        int status = response.getStatusCode();
        String text = "the collector answered HTTP " + status + (status == NOT_FOUND ? ": no such signal there" : "");
        Duration later = response instanceof HttpAnswer answer ? answer.retryAfter() : Duration.ZERO;
        return new ExportFailure(text, isTemporary(status), later, 0);
    }

    /** What {@code HttpURLConnection} says of an answer that is a frame of HTTP/2, or of a connection closed in face of HTTP/1. */
    private static boolean isForeignToHttp(String text) {
        return text.contains("Invalid Http response") || text.contains("Unexpected end of file from server");
    }

    private static ExportFailure grpc(GrpcResponse response, Throwable cause) {
        if (response == null) {
            String text = String.valueOf(cause);
            return unanswered(text + (isForeignToGrpc(text) ? NO_GRPC : ""), cause);
        }
        GrpcStatusCode status = response.getStatusCode();
        return new ExportFailure(
                "the collector answered gRPC status " + status.name(),
                TEMPORARY_GRPC.contains(status),
                Duration.ZERO,
                0);
    }

    private static ExportFailure unanswered(String text, Throwable cause) {
        if (cause instanceof PartialSuccess partial) {
            return new ExportFailure(partial.getMessage(), false, Duration.ZERO, partial.rejected());
        }
        return new ExportFailure(text, cause instanceof IOException, Duration.ZERO, 0);
    }

    /** What OkHttp says of an answer that is no frame of HTTP/2. */
    private static boolean isForeignToGrpc(String text) {
        return text.contains(ProbingGrpcSender.FOUND_HTTP_1)
                || text.contains("FRAME_SIZE_ERROR")
                || text.contains("Expected a SETTINGS frame")
                || text.contains("stream was reset");
    }
}
