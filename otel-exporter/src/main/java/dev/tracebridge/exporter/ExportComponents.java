package dev.tracebridge.exporter;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.util.ArrayList;
import java.util.List;

/** Finds the parts OpenTelemetry's exporters are made of: HTTP is sent by {@link HttpUrlSender}, the rest is found as services. */
final class ExportComponents implements ComponentLoader {

    private final ComponentLoader services = ComponentLoader.forClassLoader(ExportComponents.class.getClassLoader());

    @Override
    public <T> Iterable<T> load(Class<T> type) {
        if (type == HttpSenderProvider.class) {
            HttpSenderProvider provider = HttpUrlSender::new;
            return List.of(type.cast(provider));
        }
        if (type == GrpcSenderProvider.class) {
            List<T> wrapped = new ArrayList<>();
            for (GrpcSenderProvider found : services.load(GrpcSenderProvider.class)) {
                GrpcSenderProvider provider = config ->
                        new PartialGrpcSender(new ProbingGrpcSender(found.createSender(config), config.getEndpoint()));
                wrapped.add(type.cast(provider));
            }
            return wrapped;
        }
        return services.load(type);
    }
}
