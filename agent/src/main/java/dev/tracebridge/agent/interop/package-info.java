/** Other tracers in the same JVM. */
package dev.tracebridge.agent.interop;
