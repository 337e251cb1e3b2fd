/**
 * A migration's figures and what they advise to change. It needs the JDK alone, so that JDK Mission Control can run it: whoever has events hands
 * them over as {@link dev.tracebridge.recording.tuning.TracepointEvent}.
 *
 * <pre>{@code
 * MigrationScan scan = new MigrationScan();
 * events.forEach(scan::add);
 * List<Warning> warnings = Check.all(scan.figures());
 * }</pre>
 */
package dev.tracebridge.recording.tuning;
