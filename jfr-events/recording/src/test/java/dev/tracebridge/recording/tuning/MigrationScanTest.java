package dev.tracebridge.recording.tuning;

import static dev.tracebridge.recording.tuning.Told.at;
import static dev.tracebridge.recording.tuning.Told.figures;
import static dev.tracebridge.recording.tuning.Told.hit;
import static dev.tracebridge.recording.tuning.Told.millis;
import static dev.tracebridge.recording.tuning.Told.open;
import static dev.tracebridge.recording.tuning.Told.span;
import static dev.tracebridge.recording.tuning.Told.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MigrationScanTest {

    @Test
    void cutsTheSourcesDowntimeOfQemu72() {
        MigrationFigures figures = figures(
                state("active", "completed", 0, 160),
                span("savevm_section", 10, 50, "id", "ram", "section_id", 2),
                hit("migration_thread_low_pending", 100),
                hit("migration_completion_vm_stop", 103, "ret", 0),
                span("savevm_section", 104, 6, "id", "ram", "section_id", 2),
                span("savevm_section", 111, 1, "id", "timer", "section_id", 0),
                span("savevm_section", 113, 7, "id", "cpu", "section_id", 3),
                span("migration_transfer", 5, 156));

        assertThat(figures.downtimes()).singleElement().satisfies(downtime -> {
            assertThat(downtime.name()).isEqualTo("source_downtime");
            assertThat(downtime.isDerived()).isTrue();
            assertThat(downtime.basis())
                    .isEqualTo("migration_thread_low_pending, migration_completion_vm_stop, savevm_section_end,"
                            + " migration_thread_after_loop");
            assertThat(downtime.lasted()).isEqualTo(millis(61));
            assertThat(downtime.phases())
                    .extracting(Downtime.Phase::to, Downtime.Phase::took, Downtime.Phase::devices)
                    .containsExactly(
                            tuple("src-vm-stopped", millis(3), 0L),
                            tuple("src-iterable-saved", millis(7), 1L),
                            tuple("src-non-iterable-saved", millis(10), 2L),
                            tuple("src-downtime-end", millis(41), 0L));
        });
        assertThat(figures.devices())
                .extracting(DeviceTime::device, DeviceTime::took)
                .containsExactly(tuple("cpu", millis(7)), tuple("ram", millis(6)), tuple("timer", millis(1)));
    }

    @Test
    void timesTheDevicesThatTheDestinationOfQemu72Loads() {
        List<DeviceTime> devices = figures(
                        span("vmstate_load_state", 21, 4, "name", "cpu/msr"),
                        hit("qemu_loadvm_state_section_startfull", 10, "section_id", 2, "idstr", "ram"),
                        hit(
                                "qemu_loadvm_state_section_startfull",
                                20,
                                "section_id",
                                3,
                                "idstr",
                                "cpu",
                                "instance_id",
                                1),
                        span("vmstate_load_state", 20.5, 6.5, "name", "cpu"),
                        span("vmstate_load_state", 41, 1, "name", "timer"),
                        hit("qemu_loadvm_state_section_startfull", 40, "section_id", 0, "idstr", "timer"))
                .devices();

        assertThat(devices)
                .extracting(DeviceTime::device, DeviceTime::instance, DeviceTime::loaded, DeviceTime::took)
                .containsExactly(tuple("cpu", 1L, true, millis(7)), tuple("timer", 0L, true, millis(2)));
    }

    @Test
    void takesTheCheckpointsWhereThereAreAny() {
        MigrationFigures figures = figures(
                state("active", "completed", 0, 160),
                hit("migration_thread_low_pending", 100),
                span(
                        "vmstate_downtime_checkpoint",
                        101,
                        1,
                        "checkpoint",
                        "src-downtime-start",
                        "next",
                        "src-vm-stopped"),
                span(
                        "vmstate_downtime_checkpoint",
                        102,
                        9,
                        "checkpoint",
                        "src-vm-stopped",
                        "next",
                        "src-downtime-end"));

        assertThat(figures.downtimes())
                .extracting(Downtime::name, Downtime::isDerived, Downtime::lasted, Downtime::complete)
                .containsExactly(tuple("source_downtime", false, millis(10), true));
        assertThat(figures.downtimes().get(0).bounds()).isEmpty();
    }

    @Test
    void cutsTheDowntimeOfAPostcopyOfQemu72() {
        MigrationFigures figures = figures(
                state("active", "postcopy-active", 0, 100),
                state("postcopy-active", "completed", 100, 900),
                hit("postcopy_start", 100.1),
                hit("qemu_savevm_send_packaged", 109),
                span("return_path_ping", 105, 10, "val", 2),
                span("return_path_ping", 112, 10, "val", 4),
                hit("loadvm_postcopy_handle_run", 120),
                hit("loadvm_postcopy_handle_run_bh", 121, "str", "enter"),
                hit("loadvm_postcopy_handle_run_bh", 125, "str", "after announce"),
                hit("loadvm_postcopy_handle_run_bh", 130, "str", "return"));

        assertThat(figures.downtimes())
                .extracting(Downtime::name, Downtime::lasted)
                .containsExactly(
                        tuple("source_downtime", millis(12)), tuple("destination_postcopy_downtime", millis(10)));
        assertThat(figures.downtimes().get(1).phases())
                .extracting(Downtime.Phase::to)
                .containsExactly("dst-postcopy-bh-enter", "dst-postcopy-bh-announced", "dst-postcopy-bh-vm-started");
    }

    @Test
    void measuresPageFaults() {
        Postcopy postcopy = figures(
                        span("postcopy_page", 0, 2),
                        span("postcopy_page", 1, 120.9),
                        open("postcopy_page", 5, 500),
                        span("postcopy_page_req", 0, 999),
                        span("migrate_rp_req_pages", 0, 0.5),
                        span("mark_postcopy_blocktime", 0, 3),
                        hit("postcopy_ram_incoming_cleanup_blocktime", 900, "total", 61))
                .postcopy();

        assertThat(postcopy.faults()).hasValueSatisfying(faults -> {
            assertThat(faults.count()).isEqualTo(2);
            assertThat(faults.max()).isEqualTo(millis(120.9));
        });
        assertThat(postcopy.measuredBy()).isEqualTo("postcopy_page");
        assertThat(postcopy.unanswered()).isEqualTo(1);
        assertThat(postcopy.requests().orElseThrow().max()).isEqualTo(millis(0.5));
        assertThat(postcopy.blocked().orElseThrow().count()).isEqualTo(1);
        assertThat(postcopy.blocktime()).contains(Duration.ofMillis(61));
    }

    @Test
    void takesPageRequestsWhereFaultsWereNotRecorded() {
        Postcopy postcopy = figures(span("postcopy_page_req", 0, 7)).postcopy();

        assertThat(postcopy.measuredBy()).isEqualTo("postcopy_page_req");
        assertThat(postcopy.faults().orElseThrow().max()).isEqualTo(millis(7));
    }

    @Test
    void tellsPausesAndWhatRecoveredThem() {
        MigrationFigures figures = figures(
                state("postcopy-active", "postcopy-paused", 0, 100),
                state("postcopy-paused", "postcopy-recover", 100, 50),
                state("postcopy-recover", "postcopy-active", 150, 20),
                state("postcopy-active", "postcopy-paused", 170, 30),
                state("postcopy-paused", "", 200, 10),
                span("ram_dirty_bitmap_sync", 151, 12),
                span("ram_dirty_bitmap_reload", 152, 11, "name", "pc.ram"),
                hit("migrate_send_rp_recv_bitmap", 153, "name", "vga.vram", "size", 2056),
                hit("ram_state_resume_prepare", 164, "v", 650));

        assertThat(figures.pauses())
                .containsExactly(
                        new Pause(
                                at(100),
                                millis(50),
                                millis(20),
                                true,
                                Optional.of(millis(12)),
                                List.of(
                                        new Pause.Bitmap("pc.ram", OptionalLong.empty(), Optional.of(millis(11))),
                                        new Pause.Bitmap("vga.vram", OptionalLong.of(2056), Optional.empty())),
                                OptionalLong.of(650)),
                        new Pause(
                                at(200),
                                millis(10),
                                Duration.ZERO,
                                false,
                                Optional.empty(),
                                List.of(),
                                OptionalLong.empty()));
    }

    @Test
    void countsChannelsByTheirThreads() {
        assertThat(figures(
                                span("multifd_send_thread", 0, 100, "id", 1, "packets", 30, "pages", 3_800),
                                hit("multifd_send", 10, "id", 1, "packet_num", 1, "used", 128),
                                span("multifd_recv_thread", 1, 98, "id", 0, "packets", 30))
                        .channels())
                .containsExactly(
                        new Channel(1, true, at(0), millis(100), 30, OptionalLong.of(3_800)),
                        new Channel(0, false, at(1), millis(98), 30, OptionalLong.empty()));
    }

    @Test
    void countsChannelsByTheirPacketsWhereTheirThreadsDidNotEnd() {
        assertThat(figures(
                                hit("multifd_send_fill", 10, "id", 2, "packet_num", 1),
                                hit("multifd_send_ram_fill", 10, "id", 2, "normal", 100, "zero", 28),
                                hit("multifd_send_fill", 30, "id", 2, "packet_num", 2))
                        .channels())
                .containsExactly(new Channel(2, true, at(10), millis(20), 2, OptionalLong.of(128)));
    }

    @Test
    void tellsHowFastTheGuestDirtiesFromTheSumsOfPeriods() {
        MigrationFigures figures = figures(
                span("migration_bitmap_sync", 0, 0, "dirty_pages", 0),
                span("migration_bitmap_sync", 500, 0, "dirty_pages", 1_000),
                span("migration_bitmap_sync", 1_500, 0, "dirty_pages", 4_000),
                span("migration_bitmap_sync", 2_000, 0, "dirty_pages", 2_500));

        assertThat(figures.rounds())
                .extracting(Round::dirtiedPerSecond)
                .containsExactly(
                        OptionalLong.empty(), OptionalLong.of(2_000), OptionalLong.of(3_000), OptionalLong.of(5_000));
        assertThat(figures.convergence().dirtiedPerSecond()).hasValue(Math.round((2_500 + 3_000) * 4096 / 1.5));
    }

    @Test
    void findsTheDowntimeLimitBehindTheThreshold() {
        Convergence convergence = figures(
                        hit(
                                "migrate_transferred",
                                100,
                                "tranferred",
                                1L << 23,
                                "time_spent",
                                100,
                                "bandwidth",
                                83_886,
                                "size",
                                83_886L * 300),
                        hit(
                                "migrate_transferred",
                                200,
                                "tranferred",
                                1L << 23,
                                "time_spent",
                                100,
                                "bandwidth",
                                90_000,
                                "size",
                                90_000L * 250),
                        hit("migration_throttle", 150),
                        hit("cpu_throttle_set", 150, "new_throttle_pct", 20),
                        span("migration_rate_limit", 120, 30))
                .convergence();

        assertThat(convergence.downtimeLimit()).hasValue(250);
        assertThat(convergence.threshold()).hasValue(90_000L * 250);
        assertThat(convergence.throttles()).isEqualTo(1);
        assertThat(convergence.throttle()).hasValue(20);
        assertThat(convergence.waited()).isEqualTo(millis(30));
    }

    @Test
    void takesTheBandwidthOfTheSwitchoverWhereOneIsSet() {
        assertThat(figures(hit(
                                "migrate_transferred",
                                100,
                                "transferred",
                                1L << 23,
                                "time_spent",
                                100,
                                "bandwidth",
                                83_886,
                                "avail_bw",
                                1_000_000,
                                "size",
                                300_000_000L))
                        .convergence()
                        .downtimeLimit())
                .hasValue(300);
    }

    @Test
    void followsPagesThroughTheCacheOfXbzrle() {
        assertThat(figures(
                                hit("migration_pagecache_init", 0, "max_num_items", 64),
                                page(1, "ram", 0x3000),
                                page(2, "ram", 0x9000),
                                page(3, "rom", 0x1000),
                                page(4, "ram", 0x3000), // the second pass begins
                                page(5, "ram", 0x4000),
                                page(6, "ram", 0x3000),
                                hit("save_xbzrle_page_skipping", 6),
                                page(7, "ram", 0x3000),
                                hit("save_xbzrle_page_overflow", 7),
                                page(8, "rom", 0x1000))
                        .xbzrle())
                .contains(new Xbzrle(8, 5, 2, OptionalLong.of(64), 1, 1));
        assertThat(figures(page(0, "ram", 0), page(1, "ram", 0)).xbzrle()).isEmpty();
    }

    @Test
    void countsNoHitsOfPagesBeyondWhatIsKept() {
        assertThat(figures(
                                hit("save_xbzrle_page_overflow", 0),
                                page(1, "ram", 1L << 62),
                                page(2, "ram", 1L << 62),
                                page(3, "ram", 1L << 62),
                                page(4, "ram", -4096))
                        .xbzrle())
                .contains(new Xbzrle(4, 3, 0, OptionalLong.empty(), 0, 1));
    }

    private static Told page(double at, String block, long offset) {
        return hit("ram_save_page", at, "rbname", block, "offset", offset);
    }

    @Test
    void reckonsTheThrottleOfQemuThatDoesNotTellIt() {
        Convergence convergence = figures(hit("migration_throttle", 0), hit("migration_throttle", 2_000))
                .convergence();

        assertThat(convergence.throttlePercent()).hasValue(30);
        assertThat(convergence.assumesThrottle()).isTrue();
    }

    @Test
    void reckonsTheTimesOfTheSourceAsQemuDoes() {
        MigrationFigures figures = figures(
                state("setup", "active", 0, 12),
                hit("savevm_state_header", 3),
                span("migration_setup", 4, 6),
                state("active", "completed", 12, 148),
                hit("migration_thread_low_pending", 100),
                hit("migration_completion_vm_stop", 107, "ret", 0),
                span("migration_transfer", 10, 151));

        assertThat(figures.times()).contains(new SourceTimes(millis(7), Optional.of(millis(161))));
    }

    @Test
    void boundsWhatTheSourceSaysOfItsDowntime() {
        MigrationFigures figures = figures(
                checkpoint(100, 2, "src-downtime-start", "src-vm-stopped"),
                checkpoint(102, 8, "src-vm-stopped", "src-non-iterable-saved"),
                span("migration_return_path_end", 110, 5),
                checkpoint(110, 6, "src-non-iterable-saved", "src-downtime-end"));

        assertThat(figures.downtimes())
                .singleElement()
                .extracting(Downtime::bounds)
                .isEqualTo(Optional.of(new Downtime.Bounds(millis(13), millis(16))));
    }

    private static Told checkpoint(double at, double took, String from, String to) {
        return span("vmstate_downtime_checkpoint", at, took, "checkpoint", from, "next", to);
    }

    @Test
    void boundsWhatTheSourceOfQemu72SaysOfItsDowntime() {
        MigrationFigures figures = figures(
                state("active", "completed", 0, 160),
                hit("system_wakeup_request", 50),
                hit("migration_thread_low_pending", 100),
                hit("system_wakeup_request", 104),
                hit("migration_completion_vm_stop", 107, "ret", 0),
                span("migration_transfer", 5, 156),
                hit("runstate_set", 108, "new_state_str", "finish-migrate"),
                hit("runstate_set", 164, "new_state_str", "postmigrate"));

        assertThat(figures.downtimes()).singleElement().satisfies(downtime -> {
            assertThat(downtime.lasted()).isEqualTo(millis(60));
            assertThat(downtime.bounds()).contains(new Downtime.Bounds(millis(57), millis(64)));
            assertThat(downtime.basis()).isEqualTo("system_wakeup_request, migration_completion_vm_stop, runstate_set");
        });
    }

    @Test
    void joinsWindowsThatNoPictureCouldTellApart() {
        MigrationScan scan = new MigrationScan();
        for (int i = 0; i < 2_500; i++) {
            scan.add(hit(
                    "migrate_transferred", i * 100.0, "tranferred", 10, "time_spent", 100, "bandwidth", 0, "size", 0));
        }

        assertThat(scan.figures().windows())
                .hasSizeLessThanOrEqualTo(1_000)
                .extracting(Window::bytes)
                .startsWith(30L, 30L);
        assertThat(scan.figures().windows().stream().mapToLong(Window::bytes).sum())
                .isEqualTo(25_000);
    }
}
