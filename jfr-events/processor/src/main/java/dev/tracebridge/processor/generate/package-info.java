/**
 * From a catalogue to Java sources: event classes, the facade, the embedded catalogue, the index and the JFR settings. Needs no compiler.
 */
package dev.tracebridge.processor.generate;
