/**
 * JFR metadata annotations: how a recording describes its own tracepoints, spans and keys.
 */
package dev.tracebridge.metadata;
