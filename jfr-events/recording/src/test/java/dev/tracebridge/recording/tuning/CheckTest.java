package dev.tracebridge.recording.tuning;

import static dev.tracebridge.recording.tuning.Told.figures;
import static dev.tracebridge.recording.tuning.Told.hit;
import static dev.tracebridge.recording.tuning.Told.span;
import static dev.tracebridge.recording.tuning.Told.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.recording.tuning.Warning.Figure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckTest {

    private static final long MEBI = 1 << 20;

    @Test
    void findsNothingWhereNothingIsKnown() {
        assertThat(Check.all(figures())).isEmpty();
    }

    @Test
    void findsNothingInAMigrationThatGoesWell() {
        assertThat(Check.all(migration(100, 0, 5, 10))).isEmpty();
    }

    @Test
    void saysThatMaxBandwidthHoldsTheSourceBack() {
        assertThat(Check.MAX_BANDWIDTH.look(migration(100, 60, 5, 10))).hasValueSatisfying(warning -> {
            assertThat(warning.message()).contains("waited 480.0 ms", "100.0 MiB/s");
            assertThat(warning.figures())
                    .contains(new Figure("waitedMs", 480), new Figure("bytesPerSecond", 100 * MEBI));
        });
    }

    @Test
    void saysThatTheGuestWritesTooFast() {
        assertThat(Check.AUTO_CONVERGE.look(migration(100, 0, 150, 200))).hasValueSatisfying(warning -> {
            assertThat(warning.severe()).isTrue();
            assertThat(warning.message())
                    .isEqualTo("The guest dirtied 150.0 MiB/s while 100.0 MiB/s were sent: 150 %.");
            assertThat(warning.advice()).startsWith("Turn on auto-converge");
        });
    }

    @Test
    void saysWhichDowntimeLimitWouldHaveDone() {
        assertThat(Check.DOWNTIME_LIMIT.look(migration(100, 0, 150, 80))).hasValueSatisfying(warning -> {
            assertThat(warning.severe()).isTrue();
            assertThat(warning.advice()).contains("A downtime-limit of 800 ms", "it is about 300 ms");
        });
    }

    @Test
    void saysThatTheMachineStoodStillTooLong() {
        MigrationFigures figures = figures(
                window(100, 100, 300),
                span(
                        "vmstate_downtime_checkpoint",
                        101,
                        400,
                        "checkpoint",
                        "src-downtime-start",
                        "next",
                        "src-downtime-end"));

        assertThat(Check.DOWNTIME_LIMIT.look(figures))
                .hasValueSatisfying(warning -> assertThat(warning.message())
                        .isEqualTo("The machine stood still for 400.0 ms, and downtime-limit is about 300 ms."
                                + " Longest was 400.0 ms until src-downtime-end."));
    }

    @Test
    void saysThatChannelsAreUneven() {
        MigrationFigures figures = figures(
                span("multifd_send_thread", 0, 100, "id", 0, "packets", 90, "pages", 11_000),
                span("multifd_send_thread", 0, 100, "id", 1, "packets", 10, "pages", 1_000),
                span("multifd_send_thread", 0, 100, "id", 2, "packets", 10, "pages", 1_000));

        assertThat(Check.MULTIFD_CHANNELS.look(figures))
                .hasValueSatisfying(warning -> assertThat(warning.message())
                        .isEqualTo(
                                "Channel 0 carried 11,000 of 13,000 pages, 2.5 times the mean of 3 channels; the least"
                                        + " busy one 1,000."));
    }

    @Test
    void saysNothingOfChannelsThatShare() {
        assertThat(Check.MULTIFD_CHANNELS.look(figures(
                        span("multifd_send_thread", 0, 100, "id", 0, "packets", 90, "pages", 11_000),
                        span("multifd_send_thread", 0, 100, "id", 1, "packets", 80, "pages", 10_000))))
                .isEmpty();
    }

    @Test
    void saysThatOneThreadMayBeTooFew() {
        assertThat(Check.MULTIFD_CHANNELS.look(migration(900, 0, 5, 10)))
                .hasValueSatisfying(warning -> assertThat(warning.advice()).contains("turn on multifd"));
    }

    @Test
    void saysThatXbzrleIsOfNoUse() {
        List<TracepointEvent> events = new ArrayList<>();
        for (int page = 0; page < 11; page++) {
            events.add(hit("ram_save_page", page, "rbname", "ram", "offset", 4096));
            events.add(hit(page < 5 ? "save_xbzrle_page_overflow" : "save_xbzrle_page_skipping", page));
        }

        assertThat(Check.XBZRLE.look(figures(events.toArray(TracepointEvent[]::new))))
                .hasValueSatisfying(warning -> assertThat(warning.message())
                        .startsWith("Of 10 pages that XBZRLE was tried on, 5 (50 %) became longer"));
    }

    @Test
    void saysThatPagesAreWrittenOnceOrTheCacheIsSmall() {
        List<TracepointEvent> events = new ArrayList<>();
        for (int page = 0; page <= 2_000; page++) {
            events.add(hit("ram_save_page", page, "rbname", "ram", "offset", (page + 1) % 2_001 * 4096L));
        }
        events.add(hit("migration_pagecache_init", 0, "max_num_items", 4_096));

        assertThat(Check.XBZRLE.look(figures(events.toArray(TracepointEvent[]::new))))
                .isEmpty();

        events.addAll(events.subList(0, 2_000));
        assertThat(Check.XBZRLE.look(figures(events.toArray(TracepointEvent[]::new))))
                .hasValueSatisfying(warning -> assertThat(warning.advice()).startsWith("Turn XBZRLE off"));

        events.add(hit("migration_pagecache_init", 0, "max_num_items", 1_024));
        assertThat(Check.XBZRLE.look(figures(events.toArray(TracepointEvent[]::new))))
                .hasValueSatisfying(warning -> assertThat(warning.advice()).startsWith("Raise xbzrle-cache-size"));
    }

    @Test
    void saysThatPagesAreSlowToCome() {
        assertThat(Check.POSTCOPY_LATENCY.look(figures(span("postcopy_page", 0, 121))))
                .hasValueSatisfying(warning -> assertThat(warning.figures()).contains(new Figure("maxMs", 121)));
        assertThat(Check.POSTCOPY_LATENCY.look(figures(span("postcopy_page", 0, 4))))
                .isEmpty();
    }

    @Test
    void saysThatAPostcopyWasPaused() {
        assertThat(Check.POSTCOPY_PAUSES.look(figures(state("postcopy-paused", "", 0, 1_500))))
                .hasValueSatisfying(warning -> assertThat(warning.message())
                        .isEqualTo("The postcopy was paused 1 time, for 1.50 s in all, and did not go on."));
    }

    @Test
    void saysWhichDeviceTakesTheDowntime() {
        assertThat(Check.SLOW_DEVICE.look(figures(hit(
                        "vmstate_downtime_save",
                        200,
                        "type",
                        "non-iterable",
                        "idstr",
                        "vfio",
                        "instance_id",
                        0,
                        "downtime",
                        90_000))))
                .hasValueSatisfying(warning -> assertThat(warning.message())
                        .isEqualTo("vfio took 90.000 ms to save, with the machine stopped."));
    }

    @Test
    void putsSevereWarningsFirst() {
        assertThat(Check.all(migration(900, 60, 2_000, 2_000)))
                .extracting(Warning::severe)
                .isSortedAccordingTo((a, b) -> Boolean.compare(b, a))
                .contains(true);
    }

    /** Eight rounds of 100 ms at a bandwidth, with a wait in each, a rate of dirtying and what each leaves, all in MiB. */
    private static MigrationFigures migration(long bandwidth, double waited, long dirtied, long pending) {
        List<TracepointEvent> events = new ArrayList<>();
        for (int round = 0; round <= 8; round++) {
            double at = round * 100.0;
            events.add(span("migration_bitmap_sync", at, 0, "dirty_pages", dirtied * round * 256 / 10));
            events.add(hit("migrate_pending", at + 1, "size", pending * MEBI));
            if (round > 0) {
                events.add(window(at, bandwidth, 300));
                events.add(span("migration_rate_limit", at - waited, waited));
            }
        }
        return figures(events.toArray(TracepointEvent[]::new));
    }

    private static Told window(double at, long bandwidth, long limit) {
        long perMilli = bandwidth * MEBI / 1000;
        return hit(
                "migrate_transferred",
                at,
                "tranferred",
                bandwidth * MEBI / 10,
                "time_spent",
                100,
                "bandwidth",
                perMilli,
                "size",
                perMilli * limit);
    }
}
