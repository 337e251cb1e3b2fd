package dev.tracebridge.exporter;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks into the answers that another sender receives: what was taken in part only is a failure. */
final class PartialGrpcSender implements GrpcSender {

    private final GrpcSender sender;

    PartialGrpcSender(GrpcSender sender) {
        this.sender = sender;
    }

    @Override
    public void send(MessageWriter message, Consumer<GrpcResponse> onResponse, Consumer<Throwable> onError) {
        sender.send(
                message,
                response -> {
                    Optional<PartialSuccess> partial = response.getStatusCode() == GrpcStatusCode.OK
                            ? PartialSuccess.in(response.getResponseMessage())
                            : Optional.empty();
                    if (partial.isPresent()) {
                        onError.accept(partial.get());
                    } else {
                        onResponse.accept(response);
                    }
                },
                onError);
    }

    @Override
    public CompletableResultCode shutdown() {
        return sender.shutdown();
    }
}
