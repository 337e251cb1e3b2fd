package dev.tracebridge.recording.tuning;

import dev.tracebridge.recording.tuning.Warning.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What a migration is looked at for. Each has a parameter or capability of QEMU's that changes it. */
public enum Check {

    /** Whether the source waits since it may not send more. */
    MAX_BANDWIDTH("max-bandwidth", "The bandwidth allowed", Check::maxBandwidth),

    /** Whether the guest writes as fast as its memory is sent. */
    AUTO_CONVERGE("auto-converge", "Dirtying against sending", Check::autoConverge),

    /** Whether the machine may be stopped long enough to send what is left, and whether it stood still for longer. */
    DOWNTIME_LIMIT("downtime-limit", "The downtime allowed", Check::downtimeLimit),

    /** Whether channels share the work, and whether one is enough. */
    MULTIFD_CHANNELS("multifd-channels", "The balance of channels", Check::multifdChannels),

    /** Whether compressing changed pages is worth its while. */
    XBZRLE("xbzrle", "The use of XBZRLE", Check::xbzrle),

    /** Whether the guest waits long for pages it needs. */
    POSTCOPY_LATENCY("max-postcopy-bandwidth", "The wait for pages", Check::postcopyLatency),

    /** Whether a postcopy was cut off. */
    POSTCOPY_PAUSES("postcopy-recovery", "Postcopy pauses", Check::postcopyPauses),

    /** Whether one device takes up the downtime. */
    SLOW_DEVICE("device-state", "The slowest device", Check::slowDevice);

    private static final double WAITED_SHARE = 0.2;
    private static final double DIRTIED_SHARE = 0.5;
    private static final int ROUNDS_BEHIND = 3;
    private static final Duration DOWNTIME_TOLERANCE = Duration.ofMillis(20);
    private static final double UNEVEN = 1.5;
    private static final long ONE_THREAD = 500L << 20;
    private static final double OVERFLOW_SHARE = 0.3;
    private static final double HIT_SHARE = 0.5;
    private static final int TRIED = 1_000;
    private static final Duration SLOW_PAGE = Duration.ofMillis(50);
    private static final Duration LONG_DEVICE = Duration.ofMillis(20);

    private final String parameter;
    private final String title;
    private final Function<MigrationFigures, Optional<Warning>> check;

    Check(String parameter, String title, Function<MigrationFigures, Optional<Warning>> check) {
        this.parameter = parameter;
        this.title = title;
        this.check = check;
    }

    /** What of QEMU's it is about: a parameter, a capability, or a topic where there is neither. */
    public String parameter() {
        return parameter;
    }

    /** What it looks at, as a heading. */
    public String title() {
        return title;
    }

    /**
     * Looks at a migration.
     *
     * @param figures what is known of it
     * @return a warning where something could go better
     */
    public Optional<Warning> look(MigrationFigures figures) {
        return check.apply(figures);
    }

    /**
     * Looks at a migration in every way.
     *
     * @param figures what is known of it
     * @return the warnings, severe ones first
     */
    public static List<Warning> all(MigrationFigures figures) {
        List<Warning> warnings = new ArrayList<>();
        for (Check check : values()) {
            check.look(figures).ifPresent(warnings::add);
        }
        warnings.sort(Comparator.comparing(warning -> !warning.severe()));
        return List.copyOf(warnings);
    }

    private static Optional<Warning> maxBandwidth(MigrationFigures figures) {
        Convergence convergence = figures.convergence();
        double share = convergence.waitedShare().orElse(0);
        OptionalLong sent = convergence.bytesPerSecond();
        if (share < WAITED_SHARE || sent.isEmpty()) {
            return Optional.empty();
        }
        double unlimited = sent.getAsLong() / Math.max(0.01, 1 - share);
        return Optional.of(MAX_BANDWIDTH.warning(
                figures.convergence().dirtiedPerSent().orElse(0) >= 1,
                text(
                        "The source waited %s of %s (%s), having used up max-bandwidth; it sent %s.",
                        Figures.duration(convergence.waited()),
                        Figures.duration(convergence.iterated()),
                        percent(share),
                        Figures.rate(sent)),
                text(
                        "If the network has more to give, raise max-bandwidth: without waiting it would have sent about %s/s.",
                        Figures.bytes(Math.round(unlimited))),
                new Figure("waitedMs", millis(convergence.waited())),
                new Figure("iteratedMs", millis(convergence.iterated())),
                new Figure("waits", convergence.waits()),
                new Figure("bytesPerSecond", sent.getAsLong()),
                new Figure("withoutWaitingBytesPerSecond", Math.round(unlimited))));
    }

    private static Optional<Warning> autoConverge(MigrationFigures figures) {
        Convergence convergence = figures.convergence();
        double ratio = convergence.dirtiedPerSent().orElse(0);
        boolean postcopy = !figures.postcopy().isEmpty() || !figures.pauses().isEmpty();
        if (ratio < DIRTIED_SHARE || postcopy) {
            return Optional.empty();
        }
        String seen = text(
                "The guest dirtied %s while %s were sent: %s.",
                Figures.rate(convergence.dirtiedPerSecond()),
                Figures.rate(convergence.bytesPerSecond()),
                percent(ratio));
        String throttled = convergence.throttles() == 0
                ? ""
                : text(
                        " It was slowed down %s%s.",
                        Figures.count(convergence.throttles(), "time", "times"),
                        ", at last by " + convergence.throttlePercent().orElse(0) + " %"
                                + (convergence.assumesThrottle() ? " by QEMU's defaults" : ""));
        String advice = convergence.throttles() == 0
                ? "Turn on auto-converge, which slows the guest down, or postcopy-ram, which ends whatever the guest does."
                : "Raise cpu-throttle-increment or max-cpu-throttle, or turn on postcopy-ram, which ends whatever the guest does.";
        return Optional.of(AUTO_CONVERGE.warning(
                ratio >= 1,
                seen + throttled,
                advice,
                new Figure(
                        "dirtiedBytesPerSecond", convergence.dirtiedPerSecond().orElse(0)),
                new Figure("bytesPerSecond", convergence.bytesPerSecond().orElse(0)),
                new Figure("dirtiedPerSent", ratio),
                new Figure("throttles", convergence.throttles())));
    }

    private static Optional<Warning> downtimeLimit(MigrationFigures figures) {
        return neverBelow(figures).or(() -> longerThanAllowed(figures));
    }

    /** Several rounds in a row left more than may be left. The last round is the one of the stopped machine. */
    private static Optional<Warning> neverBelow(MigrationFigures figures) {
        Convergence convergence = figures.convergence();
        List<Round> rounds = figures.rounds();
        boolean stopped = figures.downtimes().stream().anyMatch(Check::isSource);
        List<Round> last = rounds.subList(
                Math.max(0, rounds.size() - ROUNDS_BEHIND - (stopped ? 1 : 0)),
                rounds.size() - (stopped && !rounds.isEmpty() ? 1 : 0));
        if (last.size() < ROUNDS_BEHIND
                || rounds.size() <= ROUNDS_BEHIND
                || convergence.threshold().isEmpty()
                || convergence.bytesPerSecond().orElse(0) == 0
                || !last.stream()
                        .allMatch(round -> round.pending().orElse(0)
                                > convergence.threshold().getAsLong())) {
            return Optional.empty();
        }
        long pending = last.get(last.size() - 1).pending().getAsLong();
        long needed = Math.round(
                Math.ceil(pending * 1e3 / convergence.bytesPerSecond().getAsLong()));
        return Optional.of(DOWNTIME_LIMIT.warning(
                !stopped,
                text(
                        "After %s %s were still pending, and %s may be: %s at %s.",
                        Figures.count(rounds.size(), "round", "rounds"),
                        Figures.bytes(pending),
                        Figures.bytes(convergence.threshold()),
                        Figures.duration(Duration.ofMillis(needed)),
                        Figures.rate(convergence.bytesPerSecond())),
                text(
                        "A downtime-limit of %s ms would have let it complete there%s.",
                        needed,
                        convergence.downtimeLimit().isPresent()
                                ? "; it is about " + convergence.downtimeLimit().getAsLong() + " ms"
                                : ""),
                new Figure("pendingBytes", pending),
                new Figure("thresholdBytes", convergence.threshold().getAsLong()),
                new Figure("bytesPerSecond", convergence.bytesPerSecond().getAsLong()),
                new Figure("downtimeLimitMs", convergence.downtimeLimit().orElse(0)),
                new Figure("neededDowntimeLimitMs", needed)));
    }

    private static Optional<Warning> longerThanAllowed(MigrationFigures figures) {
        OptionalLong limit = figures.convergence().downtimeLimit();
        Optional<Downtime> downtime = figures.downtimes().stream()
                .filter(Check::isSource)
                .filter(Downtime::complete)
                .reduce((a, b) -> b);
        if (limit.isEmpty()
                || downtime.isEmpty()
                || downtime.get()
                                .lasted()
                                .compareTo(Duration.ofMillis(limit.getAsLong()).plus(DOWNTIME_TOLERANCE))
                        <= 0) {
            return Optional.empty();
        }
        Downtime.Phase longest = downtime.get().phases().stream()
                .max(Comparator.comparing(Downtime.Phase::took))
                .orElseThrow();
        return Optional.of(DOWNTIME_LIMIT.warning(
                true,
                text(
                        "The machine stood still for %s, and downtime-limit is about %s ms. Longest was %s until %s.",
                        Figures.duration(downtime.get().lasted()),
                        limit.getAsLong(),
                        Figures.duration(longest.took()),
                        longest.to()),
                "The limit counts memory only. Lower it by what devices and the destination take, or look into that phase.",
                new Figure("downtimeMs", millis(downtime.get().lasted())),
                new Figure("downtimeLimitMs", limit.getAsLong()),
                new Figure("longestPhaseMs", millis(longest.took()))));
    }

    private static Optional<Warning> multifdChannels(MigrationFigures figures) {
        List<Channel> sending =
                figures.channels().stream().filter(Channel::sends).toList();
        List<Channel> channels = sending.isEmpty() ? figures.channels() : sending;
        return channels.isEmpty() ? oneThread(figures) : uneven(channels);
    }

    private static Optional<Warning> uneven(List<Channel> channels) {
        boolean pages = channels.stream().allMatch(channel -> channel.pages().isPresent());
        List<Long> loads = channels.stream()
                .map(channel -> pages ? channel.pages().getAsLong() : channel.packets())
                .toList();
        double mean = loads.stream().mapToLong(Long::longValue).average().orElse(0);
        int busiest = IntStream.range(0, loads.size())
                .reduce((a, b) -> loads.get(b) > loads.get(a) ? b : a)
                .orElseThrow();
        long packets = channels.stream().mapToLong(Channel::packets).sum();
        if (channels.size() < 2 || packets < 4L * channels.size() || loads.get(busiest) < UNEVEN * mean) {
            return Optional.empty();
        }
        long least = loads.stream().mapToLong(Long::longValue).min().orElse(0);
        return Optional.of(MULTIFD_CHANNELS.warning(
                false,
                text(
                        "Channel %s carried %s of %s, %.1f times the mean of %s channels; the least busy one %s.",
                        channels.get(busiest).id(),
                        Figures.count(loads.get(busiest)),
                        Figures.count(
                                loads.stream().mapToLong(Long::longValue).sum(),
                                pages ? "page" : "packet",
                                pages ? "pages" : "packets"),
                        loads.get(busiest) / mean,
                        channels.size(),
                        Figures.count(least)),
                "Fewer multifd-channels would do; if one is slow by itself, look for where its packets go: routes, bonds, processors.",
                new Figure("channels", channels.size()),
                new Figure("busiest", loads.get(busiest)),
                new Figure("leastBusy", least),
                new Figure("busiestPerMean", loads.get(busiest) / mean)));
    }

    private static Optional<Warning> oneThread(MigrationFigures figures) {
        Convergence convergence = figures.convergence();
        if (convergence.bytesPerSecond().orElse(0) < ONE_THREAD
                || convergence.waitedShare().orElse(1) >= WAITED_SHARE) {
            return Optional.empty();
        }
        return Optional.of(MULTIFD_CHANNELS.warning(
                false,
                text(
                        "One thread sent %s and hardly waited for its limit: it may be all that one processor can send.",
                        Figures.rate(convergence.bytesPerSecond())),
                "If the network has more to give, turn on multifd, with 4 multifd-channels to begin with.",
                new Figure("bytesPerSecond", convergence.bytesPerSecond().getAsLong()),
                new Figure("waitedMs", millis(convergence.waited()))));
    }

    private static Optional<Warning> xbzrle(MigrationFigures figures) {
        return figures.xbzrle().flatMap(xbzrle -> tooLong(xbzrle).or(() -> seldomCached(xbzrle)));
    }

    private static Optional<Warning> seldomCached(Xbzrle xbzrle) {
        double share = xbzrle.hitShare().orElse(1);
        if (xbzrle.tried() < TRIED || share >= HIT_SHARE) {
            return Optional.empty();
        }
        boolean small =
                xbzrle.cached().isPresent() && xbzrle.misses() > xbzrle.cached().getAsLong();
        return Optional.of(XBZRLE.warning(
                false,
                text(
                        "Of %s pages that XBZRLE was tried on, %s (%s) had been tried before.",
                        Figures.count(xbzrle.tried()), Figures.count(xbzrle.hits()), percent(share)),
                small
                        ? "Raise xbzrle-cache-size: its " + Figures.count(xbzrle.cached())
                                + " places are fewer than the " + Figures.count(xbzrle.misses())
                                + " pages that were new to it."
                        : "Turn XBZRLE off: it saves nothing on pages that are written once.",
                new Figure("tried", xbzrle.tried()),
                new Figure("hits", xbzrle.hits()),
                new Figure("misses", xbzrle.misses()),
                new Figure("cachePages", xbzrle.cached().orElse(0))));
    }

    private static Optional<Warning> tooLong(Xbzrle known) {
        return Optional.of(known)
                .filter(xbzrle -> xbzrle.overflowShare().orElse(0) >= OVERFLOW_SHARE)
                .map(xbzrle -> XBZRLE.warning(
                        false,
                        text(
                                "Of %s pages that XBZRLE was tried on, %s (%s) became longer by it and %s (%s) were unchanged.",
                                Figures.count(xbzrle.tried()),
                                Figures.count(xbzrle.overflows()),
                                percent(xbzrle.overflowShare().getAsDouble()),
                                Figures.count(xbzrle.unchanged()),
                                percent(xbzrle.unchangedShare().orElse(0))),
                        "Turn XBZRLE off: it costs time and saves little where whole pages change.",
                        new Figure("tried", xbzrle.tried()),
                        new Figure("overflows", xbzrle.overflows()),
                        new Figure("unchanged", xbzrle.unchanged())));
    }

    private static Optional<Warning> postcopyLatency(MigrationFigures figures) {
        return figures.postcopy()
                .faults()
                .filter(faults -> faults.p99().compareTo(SLOW_PAGE) >= 0)
                .map(faults -> POSTCOPY_LATENCY.warning(
                        true,
                        text("The guest waited for pages: %s.", waited(faults)),
                        "Turn on postcopy-preempt (QEMU 7.1 and newer), so that pages asked for pass by the others; a low"
                                + " max-postcopy-bandwidth makes them wait too.",
                        new Figure("faults", faults.count()),
                        new Figure("p50Ms", millis(faults.p50())),
                        new Figure("p99Ms", millis(faults.p99())),
                        new Figure("maxMs", millis(faults.max()))));
    }

    /** Of fewer than a hundred the one in a hundred is the longest. */
    private static String waited(Latency faults) {
        String count = Figures.count(faults.count(), "fault", "faults");
        String longest = Figures.duration(faults.max());
        if (faults.count() == 1) {
            return count + ", " + longest;
        }
        String half = text("half of %s for no more than %s", count, Figures.duration(faults.p50()));
        String hundredth = text("one in a hundred for %s or longer, ", Figures.duration(faults.p99()));
        return half + ", " + (faults.count() < 100 ? "" : hundredth) + "at most " + longest;
    }

    private static Optional<Warning> postcopyPauses(MigrationFigures figures) {
        List<Pause> pauses = figures.pauses();
        if (pauses.isEmpty()) {
            return Optional.empty();
        }
        Duration paused = pauses.stream().map(Pause::lasted).reduce(Duration.ZERO, Duration::plus);
        boolean resumed = pauses.get(pauses.size() - 1).resumed();
        return Optional.of(POSTCOPY_PAUSES.warning(
                true,
                text(
                        "The postcopy was paused %s, for %s in all%s.",
                        Figures.count(pauses.size(), "time", "times"),
                        Figures.duration(paused),
                        resumed ? "" : ", and did not go on"),
                "The connection broke: look at the network. migrate-recover on the destination and migrate with resume on the"
                        + " source go on; until then the guest waits for every page it lacks.",
                new Figure("pauses", pauses.size()),
                new Figure("pausedMs", millis(paused))));
    }

    private static Optional<Warning> slowDevice(MigrationFigures figures) {
        Optional<DeviceTime> slowest = figures.devices().stream()
                .filter(device -> !device.device().equals("ram"))
                .findFirst();
        Optional<Downtime> downtime = figures.downtimes().stream()
                .filter(candidate -> isSource(candidate)
                        || slowest.filter(DeviceTime::loaded).isPresent())
                .reduce((a, b) -> b);
        return slowest.filter(device -> device.took().compareTo(LONG_DEVICE) >= 0)
                .filter(device -> downtime.filter(
                                whole -> whole.lasted().compareTo(device.took().multipliedBy(3)) > 0)
                        .isEmpty())
                .map(device -> SLOW_DEVICE.warning(
                        false,
                        text(
                                "%s took %s to %s, with the machine stopped.",
                                device.device(), Figures.duration(device.took()), device.loaded() ? "load" : "save"),
                        "Look into this device: its state may be large, or it may have waited for its backend.",
                        new Figure("deviceMs", millis(device.took())),
                        new Figure(
                                "downtimeMs",
                                downtime.map(whole -> millis(whole.lasted())).orElse(0.0))));
    }

    private static boolean isSource(Downtime downtime) {
        return downtime.name().equals("source_downtime");
    }

    private Warning warning(boolean severe, String message, String advice, Figure... figures) {
        return new Warning(this, severe, message, advice, List.of(figures));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String percent(double share) {
        return text("%.0f %%", 100 * share);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
