/** What a stream file holds, shown as QEMU's {@code analyze-migration.py} shows it, or in figures. */
package dev.tracebridge.demo.analysis;
