/**
 * Device state as QEMU describes it: a versioned list of fields with nested structures, arrays and subsections, saved to
 * and loaded from a migration stream, and the JSON description of what was saved.
 */
package dev.tracebridge.demo.vmstate;
