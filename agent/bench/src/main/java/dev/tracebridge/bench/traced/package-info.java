/** The same work bare, with a tracepoint, and with events written by hand: what the benchmarks compare. */
@TraceCatalogue("trace-events")
package dev.tracebridge.bench.traced;

import dev.tracebridge.annotations.TraceCatalogue;
