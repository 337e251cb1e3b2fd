/**
 * The report on a migration: what one or several recordings say about it, as a model, as text for a person and as JSON for a program.
 */
package dev.tracebridge.recording.report;
