/**
 * Flight Recorder files, written without a running Flight Recorder: events of other times, threads and types than this JVM's.
 */
package dev.tracebridge.recording.chunk;
