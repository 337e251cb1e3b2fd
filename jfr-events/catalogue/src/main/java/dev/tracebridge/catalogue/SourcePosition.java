package dev.tracebridge.catalogue;

/**
 * A place in a sidecar.
 *
 * @param line counted from 1
 * @param column counted from 1
 */
public record SourcePosition(int line, int column) {}
