/**
 * What users write: annotations on methods and packages, and the trace context.
 */
package dev.tracebridge.annotations;
