/**
 * Assembles spans from JFR events, of the running JVM or of a file, and sends them to OpenTelemetry.
 */
package dev.tracebridge.exporter;
