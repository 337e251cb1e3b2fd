/** Event classes as the annotation processor generates them. */
package dev.tracebridge.exporter.events;
