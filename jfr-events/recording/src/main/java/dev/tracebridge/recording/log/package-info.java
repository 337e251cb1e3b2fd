/**
 * QEMU's own traces, read: logs and the {@code simple} backend's files become recordings that describe themselves.
 */
package dev.tracebridge.recording.log;
