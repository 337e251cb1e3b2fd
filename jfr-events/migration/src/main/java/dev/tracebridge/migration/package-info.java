/**
 * QEMU's migration tracepoints as Java methods, JFR events and spans, generated from QEMU's own catalogue.
 *
 * <p>{@link dev.tracebridge.migration.MigrationTrace} has one method per tracepoint. The declarations come from QEMU and are under
 * GPL-2.0-or-later, and so are the classes generated from them.
 */
@TraceCatalogue("trace-events")
package dev.tracebridge.migration;

import dev.tracebridge.annotations.TraceCatalogue;
