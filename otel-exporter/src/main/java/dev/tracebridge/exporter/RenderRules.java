package dev.tracebridge.exporter;

import dev.tracebridge.catalogue.Rendering;
import dev.tracebridge.catalogue.TracepointPattern;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the options {@code render} and {@code threshold} say: {@code ram_load_loop:counter,vmstate_*:log} and {@code savevm_*:1ms}. A name is a
 * tracepoint's or a span's, or a pattern as {@code enable} takes it; of the items that match, the last one decides. Immutable.
 */
final class RenderRules {

    /** Nothing but what the catalogue's sidecar says. */
    static final RenderRules NONE = new RenderRules(List.of(), List.of());

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ns|us|ms|s)");
    private static final Map<String, TimeUnit> UNITS = Map.of(
            "ns", TimeUnit.NANOSECONDS,
            "us", TimeUnit.MICROSECONDS,
            "ms", TimeUnit.MILLISECONDS,
            "s", TimeUnit.SECONDS);

    private final List<Item<Rendering>> renderings;
    private final List<Item<Long>> thresholds;

    private RenderRules(List<Item<Rendering>> renderings, List<Item<Long>> thresholds) {
        this.renderings = List.copyOf(renderings);
        this.thresholds = List.copyOf(thresholds);
    }

    /**
     * Reads the options.
     *
     * @param options {@code render} and {@code threshold}, where they are given
     * @throws ConfigurationException where they make no sense
     */
    static RenderRules of(Map<String, String> options) {
        return new RenderRules(
                items("render", options, Rendering::parse), items("threshold", options, RenderRules::nanoseconds));
    }

    private static <T> List<Item<T>> items(String option, Map<String, String> options, Function<String, T> reader) {
        List<Item<T>> items = new ArrayList<>();
        String text = options.getOrDefault(option, "").strip();
        for (String item : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            try {
                items.add(Item.of(item.strip(), reader));
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(option + '=' + text + ": " + e.getMessage(), e);
            }
        }
        return items;
    }

    private static long nanoseconds(String text) {
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no duration: expected a whole number and ns, us, ms or s");
        }
        return UNITS.get(duration.group(2)).toNanos(Long.parseLong(duration.group(1)));
    }

    /** What the user says of an event that goes by these names; nothing where no item matches. */
    Optional<Rendering> rendering(List<String> names) {
        return last(renderings, names);
    }

    /** Whether a span may be rendered as something else. */
    boolean changesRenderings() {
        return renderings.stream().anyMatch(item -> item.value.kind() != Rendering.Kind.SPAN);
    }

    /** Nanoseconds below which a span of that name is left out; 0 for none. */
    long threshold(String spanName) {
        return last(thresholds, List.of(spanName)).orElse(0L);
    }

    /** The longest of all thresholds in nanoseconds; 0 where there is none. */
    long longestThreshold() {
        return thresholds.stream().mapToLong(Item::value).max().orElse(0);
    }

    private static <T> Optional<T> last(List<Item<T>> items, List<String> names) {
        for (int i = items.size() - 1; i >= 0; i--) {
            if (items.get(i).matches(names)) {
                return Optional.of(items.get(i).value);
            }
        }
        return Optional.empty();
    }

    private record Item<T>(TracepointPattern names, T value) {

        static <T> Item<T> of(String text, Function<String, T> reader) {
            int colon = text.indexOf(':');
            if (colon <= 0 || text.startsWith("-")) {
                throw new IllegalArgumentException("'" + text + "' is not of the form NAME:VALUE");
            }
            TracepointPattern names =
                    TracepointPattern.parse(text.substring(0, colon).strip());
            return new Item<>(names, reader.apply(text.substring(colon + 1).strip()));
        }

        boolean matches(List<String> candidates) {
            return candidates.stream().anyMatch(name -> names.decide(name).isPresent());
        }
    }
}
