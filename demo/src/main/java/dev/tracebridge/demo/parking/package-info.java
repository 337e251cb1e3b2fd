/**
 * A real machine parked in a file: taken from a QEMU as a destination would take it, and handed to another QEMU as a
 * source would.
 */
package dev.tracebridge.demo.parking;
