/**
 * Assembles spans from JFR events, of the running JVM or of a file, and sends them to OpenTelemetry.
 *
 * <p>Events come from the chunks that Flight Recorder writes, whether these are being written still, lie in a recording or were left by a JVM that is
 * gone: {@code ChunkReader} reads them, {@code RepositoryReader} follows those of the running JVM and {@code RecordedFile} takes those of files.
 * {@code SpanAssembler} makes spans of them, and {@code SignalExport} sends these.
 */
package dev.tracebridge.exporter;
