package dev.tracebridge.exporter;

import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.time.Duration;

/** Why something was not exported, for people. Never has a header, a key or what the collector answered in it. */
final class ExportFailure {

    private static final int NOT_FOUND = 404;
    private static final String NO_GRPC =
            "; this looks like a port for HTTP: gRPC is on 4317, or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf";
    private static final String NO_HTTP =
            "; this looks like a port for gRPC: HTTP is on 4318, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc";

    private ExportFailure() {}

    /**
     * Looks at how an export went.
     *
     * @param waited how long it was waited for
     * @return why it failed; null if it did not
     */
    static String of(CompletableResultCode result, Duration waited) {
        if (!result.isDone()) {
            return "no answer in " + waited.toMillis() + " ms";
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
        return failure == null ? "refused" : failure.toString();
    }

    private static String http(HttpResponse response, Throwable cause) {
        if (response == null) {
            String text = String.valueOf(cause);
            return text + (isForeignToHttp(text) ? NO_HTTP : "");
        }
        int status = response.getStatusCode();
        return "the collector answered HTTP " + status + (status == NOT_FOUND ? ": no such signal there" : "");
    }

    /** What {@code HttpURLConnection} says of an answer that is a frame of HTTP/2, or of a connection closed in face of HTTP/1. */
    private static boolean isForeignToHttp(String text) {
        return text.contains("Invalid Http response") || text.contains("Unexpected end of file from server");
    }

    private static String grpc(GrpcResponse response, Throwable cause) {
        if (response == null) {
            String text = String.valueOf(cause);
            return text + (isForeignToGrpc(text) ? NO_GRPC : "");
        }
        return "the collector answered gRPC status " + response.getStatusCode().name();
    }

    /** What OkHttp says of an answer that is no frame of HTTP/2. */
    private static boolean isForeignToGrpc(String text) {
        return text.contains(ProbingGrpcSender.FOUND_HTTP_1)
                || text.contains("FRAME_SIZE_ERROR")
                || text.contains("Expected a SETTINGS frame")
                || text.contains("stream was reset");
    }
}
