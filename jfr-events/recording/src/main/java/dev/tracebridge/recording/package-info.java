/**
 * Recordings that describe their own tracepoints: read, written, printed and reported on.
 */
package dev.tracebridge.recording;
