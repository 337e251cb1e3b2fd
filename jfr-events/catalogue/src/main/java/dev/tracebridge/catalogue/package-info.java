/**
 * Tracepoint catalogues: QEMU's {@code trace-events} text, the sidecar that says how tracepoints pair up, and the model of JFR events both
 * make. Depends on neither JFR nor our annotations, so that a build tool, a command line and a running agent may all use it.
 */
package dev.tracebridge.catalogue;
