/**
 * Recordings as the lines QEMU would have logged.
 */
package dev.tracebridge.recording.print;
