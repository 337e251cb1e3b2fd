@dev.tracebridge.annotations.TraceCatalogue("trace-events")
package sampling;
