package dev.tracebridge.exporter;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
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
        return services.load(type);
    }
}
