/**
 * QEMU's migration stream, byte for byte: the envelope with its sections and commands, the records of guest RAM and the
 * messages of the return path.
 *
 * <p>Everything is big-endian. Readers treat what they read as hostile: nothing is allocated on the strength of a length
 * the other side claims, and every violation is a {@link dev.tracebridge.demo.stream.StreamFormatException} that names
 * the offset, what was expected there and what was found.
 */
package dev.tracebridge.demo.stream;
