/**
 * The report on a migration: what one or several recordings say about it, as a model, as text for a person and as JSON for a program.
 *
 * <pre>{@code
 * MigrationReport report = MigrationReport.read(List.of(Path.of("source.jfr"), Path.of("destination.jfr")));
 * System.out.print(TextRenderer.of(ZoneId.systemDefault()).render(report));
 * JsonRenderer.render(report, System.out);
 * }</pre>
 */
package dev.tracebridge.recording.report;
