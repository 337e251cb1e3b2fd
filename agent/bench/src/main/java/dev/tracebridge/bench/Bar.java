package dev.tracebridge.bench;

import java.util.List;
import java.util.Locale;

/**
 * A figure that is to be reached.
 *
 * @param name of the figure
 * @param title in words
 * @param measured and its noise
 * @param limit to be reached
 * @param atLeast whether more is better
 */
record Bar(String name, String title, Estimate measured, double limit, boolean atLeast) {

    private static final double MEGA = 1e6;

    // What JMH itself allocates in an invocation, divided by its calls.
    private static final double NO_BYTES = 0.05;

    /** All bars, as far as the results go. */
    static List<Bar> of(Results results) {
        return List.of(
                most(
                        "off_ns",
                        "tracepoint off: more than the bare method, ns",
                        results.compare("instant3.off.ns", "instant3.bare.ns", (off, bare) -> off - bare),
                        0.3),
                most(
                        "off_bytes",
                        "tracepoint off: bytes allocated per call",
                        results.get("instant3.off.bytes").estimate(),
                        NO_BYTES),
                most(
                        "instant_by_hand",
                        "instant on, counting included: times the same event by hand",
                        results.ratio("instant3.traced.ns", "instant3.byhand.ns"),
                        1.15),
                most(
                        "span_by_hand",
                        "span on, with trace ids: times a duration event by hand, without",
                        results.ratio("span.traced.ns", "span.byhand.ns"),
                        1.5),
                most(
                        "span_otel_agent",
                        "span on: times the OpenTelemetry agent's",
                        results.ratio("span.traced.ns", "span.agent.ns"),
                        1.0 / 3),
                most(
                        "hot_counter_ns",
                        "hot tracepoint: more than the bare method, ns",
                        results.compare("hot.traced.ns", "hot.bare.ns", (hot, bare) -> hot - bare),
                        8),
                most(
                        "start_seconds",
                        "hello world with recording and export, s",
                        results.get("hello.export.seconds").estimate(),
                        0.75),
                most(
                        "start_mb",
                        "hello world with recording and export, MB resident",
                        results.get("hello.export.mb").estimate(),
                        120),
                least(
                        "assembly_rate",
                        "a recording to OTLP's bytes, million events per second of one core",
                        millions(results, "assembly.core"),
                        1),
                least("import_rate", "import of a QEMU log, million lines/s", millions(results, "import.rate"), 1),
                most("jar_mb", "the agent's jar, MB", results.get("jar.mb").estimate(), 14));
    }

    private static Estimate millions(Results results, String id) {
        Estimate estimate = results.get(id).estimate();
        return new Estimate(estimate.mean() / MEGA, estimate.noise() / MEGA);
    }

    private static Bar most(String name, String title, Estimate measured, double limit) {
        return new Bar(name, title, measured, limit, false);
    }

    private static Bar least(String name, String title, Estimate measured, double limit) {
        return new Bar(name, title, measured, limit, true);
    }

    /** Whether the limit is missed by more than noise explains. */
    boolean isShort() {
        double noise = Double.isNaN(measured.noise()) ? 0 : measured.noise();
        return atLeast ? measured.mean() + noise < limit : measured.mean() - noise > limit;
    }

    /** Whether the mean reaches the limit. */
    boolean isReached() {
        return atLeast ? measured.mean() >= limit : measured.mean() <= limit;
    }

    String limitText() {
        return (atLeast ? "≥ " : "≤ ") + Estimate.number(limit);
    }

    /** {@code name measured bar ok|short}. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%-16s %-16s %-8s %s",
                name,
                measured.text().replace(" ", ""),
                limitText().replace(" ", ""),
                isShort() ? "short" : "ok");
    }
}
