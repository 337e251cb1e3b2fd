package dev.tracebridge.exporter;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.autoconfigure.ResourceConfiguration;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;

/** A described JVM as OpenTelemetry's resource. What the user configures wins. */
final class ProcessResource {

    private static final AttributeKey<Long> PID = AttributeKey.longKey("process.pid");

    private ProcessResource() {}

    static Resource of(ProcessDescription process, ConfigProperties config) {
        AttributesBuilder found = Attributes.builder();
        process.attributes().forEach((name, value) -> {
            if (name.equals(PID.getKey())) {
                found.put(PID, Long.parseLong(value));
            } else {
                found.put(name, value);
            }
        });
        found.put("telemetry.distro.name", "tracebridge");
        return Resource.getDefault()
                .merge(Resource.create(found.build()))
                .merge(ResourceConfiguration.createEnvironmentResource(config));
    }
}
