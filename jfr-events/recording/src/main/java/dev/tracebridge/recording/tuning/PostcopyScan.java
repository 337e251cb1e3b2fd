package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.util.Optional;

/** Gathers page faults, requests and blocktime. */
final class PostcopyScan {

    /** Preferred: one for each fault thread request. */
    private static final String FAULT = "postcopy_page";

    private static final String PAGE_REQUEST = "postcopy_page_req";

    private final LatencyScan faults = new LatencyScan();
    private final LatencyScan pageRequests = new LatencyScan();
    private final LatencyScan requests = new LatencyScan();
    private final LatencyScan blocked = new LatencyScan();
    private long openFaults;
    private long openPageRequests;
    private Optional<Duration> blocktime = Optional.empty();

    void addFault(TracepointEvent event) {
        if (event.isUnfinished()) {
            openFaults++;
        } else {
            faults.add(event.lasted());
        }
    }

    void addPageRequest(TracepointEvent event) {
        if (event.isUnfinished()) {
            openPageRequests++;
        } else {
            pageRequests.add(event.lasted());
        }
    }

    void addRequest(TracepointEvent event) {
        if (!event.isUnfinished()) {
            requests.add(event.lasted());
        }
    }

    void addBlocked(TracepointEvent event) {
        if (!event.isUnfinished()) {
            blocked.add(event.lasted());
        }
    }

    /** QEMU says it once a migration, in milliseconds; of several the longest counts. */
    void addBlocktime(TracepointEvent event) {
        event.number("total").ifPresent(total -> {
            Duration said = Duration.ofMillis(total);
            blocktime = blocktime.filter(known -> known.compareTo(said) >= 0).or(() -> Optional.of(said));
        });
    }

    Postcopy postcopy() {
        Optional<Latency> byFault = faults.latency();
        boolean fault = byFault.isPresent() || openFaults > 0;
        Optional<Latency> measured = fault ? byFault : pageRequests.latency();
        return new Postcopy(
                measured,
                measured.isEmpty() ? "" : fault ? FAULT : PAGE_REQUEST,
                fault ? openFaults : openPageRequests,
                requests.latency(),
                blocked.latency(),
                // The tracepoint also comes, with 0, where no postcopy took place.
                blocktime.filter(total -> !total.isZero()));
    }
}
