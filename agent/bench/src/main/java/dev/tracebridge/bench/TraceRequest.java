package dev.tracebridge.bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** Counts what is in a request of OTLP, as Protocol Buffers: an {@code ExportTraceServiceRequest}. */
final class TraceRequest {

    // https://github.com/open-telemetry/opentelemetry-proto: resource_spans of ExportTraceServiceRequest,
    // scope_spans of ResourceSpans, spans of ScopeSpans, events of Span.
    private static final int[] SPANS = {1, 2, 2};
    private static final int[] SPAN_EVENTS = {1, 2, 2, 11};

    private TraceRequest() {}

    /** The spans of a request. */
    static long spans(byte[] request) throws IOException {
        return count(CodedInputStream.newInstance(request), SPANS, 0);
    }

    /** The events of all its spans. */
    static long spanEvents(byte[] request) throws IOException {
        return count(CodedInputStream.newInstance(request), SPAN_EVENTS, 0);
    }

    private static long count(CodedInputStream in, int[] path, int depth) throws IOException {
        long count = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) != path[depth]) {
                in.skipField(tag);
            } else if (depth == path.length - 1) {
                in.skipField(tag);
                count++;
            } else {
                int limit = in.pushLimit(in.readRawVarint32());
                count += count(in, path, depth + 1);
                in.popLimit(limit);
            }
        }
        return count;
    }
}
