package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * QEMU 7.2's whole catalogue, as Debian 12 installs it with {@code qemu-system-x86}; another place is named by the system property
 * {@code tracebridge.qemu.catalogue}. Skipped where it is missing, except in continuous integration.
 */
class CatalogueQemuTest {

    private static final Path FILE =
            Path.of(System.getProperty("tracebridge.qemu.catalogue", "/usr/share/qemu/trace-events-all"));

    private static Catalogue catalogue;

    @BeforeAll
    static void readCatalogue() {
        assumeTrue("true".equals(System.getenv("CI")) || Files.exists(FILE), FILE + " is not installed");
        catalogue = Catalogue.read(FILE);
    }

    @Test
    void readsEveryTracepoint() {
        assertThat(catalogue.tracepoints()).hasSize(5078);
    }

    @Test
    void readsProperties() {
        assertThat(catalogue.tracepoints())
                .filteredOn(t -> t.properties().contains(Property.DISABLE))
                .hasSize(15);
        assertThat(catalogue.tracepoints())
                .filteredOn(t -> t.properties().contains(Property.VCPU))
                .extracting(Tracepoint::name)
                .containsExactly(
                        "guest_cpu_enter",
                        "guest_cpu_exit",
                        "guest_cpu_reset",
                        "guest_user_syscall",
                        "guest_user_syscall_ret");
    }

    @Test
    void readsTracepointsWithoutAFormat() {
        assertThat(catalogue.tracepoints())
                .filteredOn(t -> !t.declaration().contains("\""))
                .hasSize(19);
    }

    @Test
    void printsEveryArgumentOnceButWidths() {
        assertThat(catalogue.tracepoints())
                .filteredOn(t -> !t.format().text().isEmpty())
                .filteredOn(
                        t -> t.format().conversions().size() != t.arguments().size())
                .extracting(Tracepoint::name)
                .containsExactlyInAnyOrder("pflash_sector_erase_start", "empty_slot_write");
    }

    @Test
    void knowsTheSourceFileOfAlmostAll() {
        assertThat(catalogue.tracepoints())
                .filteredOn(t -> t.group().matches("[\\w./-]+\\.[chS]"))
                .hasSizeGreaterThan(4900);
        assertThat(catalogue.find("ram_save_page").orElseThrow().group()).isEqualTo("ram.c");
    }

    @Test
    void readsEveryDeclarationByItself() {
        for (Tracepoint tracepoint : catalogue.tracepoints()) {
            Tracepoint alone = Tracepoint.parse(tracepoint.declaration());
            assertThat(alone.name()).isEqualTo(tracepoint.name());
            assertThat(alone.arguments()).isEqualTo(tracepoint.arguments());
            assertThat(alone.format()).isEqualTo(tracepoint.format());
        }
    }

    @Test
    void makesAnEventOfEveryTracepoint() {
        List<EventModel> events = TraceModel.of(catalogue, Sidecar.of("qemu")).events();

        assertThat(events).hasSize(5078);
        assertThat(events).extracting(EventModel::className).doesNotHaveDuplicates();
        assertThat(events)
                .allSatisfy(event -> assertThat(event.fields())
                        .extracting(EventField::fieldName)
                        .doesNotHaveDuplicates()
                        .hasSameSizeAs(event.tracepoint().arguments()));
    }
}
