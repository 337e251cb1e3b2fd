/** Measures what Tracebridge costs, holds it against its bars, and writes it down. */
package dev.tracebridge.bench;
