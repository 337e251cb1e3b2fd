package dev.tracebridge.runtime;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timestamp;

/** What a hot tracepoint has counted since the process began to count it. Enabled, as events of no tracepoint's own, in every recording. */
@Name("dev.tracebridge.Metric")
@Label("Metric")
@Category("Tracebridge")
@Description("What a tracepoint that is too hot for events of its own has counted")
@StackTrace(false)
final class MetricSample extends Event {

    private static final MetricSample PROBE = new MetricSample();

    @Label("Metric")
    String metric;

    @Label("Instrument")
    String instrument;

    @Label("Unit")
    String unit;

    @Label("Catalogue")
    String catalogue;

    @Label("Catalogue Hash")
    String hash;

    @Label("Declaration")
    String declaration;

    @Label("Source")
    @Description("Tells counters of one name in several class loaders apart")
    long source;

    @Label("Since")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    long since;

    @Label("Count")
    long count;

    @Label("Sum")
    @Description("The sum of a histogram's values")
    long sum;

    @Label("Buckets")
    @Description(
            "Of a histogram INDEX:COUNT, bucket 0 being values up to 0, bucket n those up to 2 to the power of n-1")
    String buckets;

    /** Whether any recording wants samples. */
    static boolean enabled() {
        return PROBE.isEnabled();
    }
}
