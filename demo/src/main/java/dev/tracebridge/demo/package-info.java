/** Live migration in plain Java that speaks QEMU's wire format, with QEMU's tracepoints where QEMU has them. */
@TracedBy(MigrationTrace.class)
package dev.tracebridge.demo;

import dev.tracebridge.annotations.TracedBy;
import dev.tracebridge.migration.MigrationTrace;
