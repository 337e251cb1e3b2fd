package dev.tracebridge.exporter;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;

/** Spans that no recording was needed for. */
final class Spans {

    private Spans() {}

    /** A span with one span event and two dropped. */
    static AssembledSpan named(String name) {
        return new AssembledSpan(
                name,
                SpanIds.context(0x0123456789abcdefL, 0x1L, 0x2L),
                SpanContext.getInvalid(),
                1_000_000_000L,
                2_000_000_000L,
                EventAttributes.of(List.of(KnownAttribute.text("qemu.migration.host", "0x10"))),
                1,
                StatusData.unset(),
                List.of(new AssembledPoint("ram_save_page", 1_500_000_000L, EventAttributes.NONE, 0)),
                2,
                1,
                InstrumentationScopeInfo.builder("qemu.migration")
                        .setVersion("00ff")
                        .build(),
                Resource.create(Attributes.of(stringKey("service.name"), "qemu")));
    }
}
