package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** QEMU 7.2's whole catalogue, as Debian installs it with {@code qemu-system-x86}. */
class CatalogueQemuTest {

    private static final Path FILE =
            Path.of(System.getProperty("tracebridge.qemu.catalogue", "/usr/share/qemu/trace-events-all"));

    @Test
    void readsEveryTracepoint() {
        assumeTrue("true".equals(System.getenv("CI")) || Files.exists(FILE), FILE + " is not installed");

        assertThat(Catalogue.read(FILE).tracepoints()).hasSize(5078);
    }
}
