/** What a tracepoint costs the thread that hits it: JMH benchmarks, and the check that what they time was really recorded. */
package dev.tracebridge.bench.tracepoint;
