package dev.tracebridge.catalogue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which tracepoints are on, in QEMU's pattern language: {@code vmstate_downtime*,-ram_*}. An item with a {@code *} is a glob, in which
 * {@code ?} is any one character; without it is an exact name. A leading {@code -} switches off, and of the items that match a name the
 * last decides. Names no item matches are off; they are as by default where the first item switches off. Globs pass over tracepoints with
 * {@link Property#DISABLE}, which an exact name reaches. Immutable.
 */
public final class TracepointPattern {

    /** QEMU's limit for a line of a file of patterns. */
    static final int MAX_ITEM = 1023;

    private static final int MAX_ITEMS = 50_000;

    private final List<Item> items;

    private TracepointPattern(List<Item> items) {
        if (items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("more than " + MAX_ITEMS + " patterns");
        }
        this.items = List.copyOf(items);
    }

    /**
     * Reads items separated by commas; blanks around them do not count.
     *
     * @throws IllegalArgumentException where an item is empty, too long or has a character no name has
     */
    public static TracepointPattern parse(String text) {
        List<Item> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            items.add(Item.of(item.trim(), text));
        }
        return new TracepointPattern(items);
    }

    /**
     * Reads a file of patterns as QEMU's {@code events=FILE}: one a line; empty lines and lines that begin with {@code #} do not count.
     *
     * @throws IllegalArgumentException where an item is too long or has a character no name has
     * @throws CatalogueException where the file is too large or no UTF-8
     * @throws java.io.UncheckedIOException where the file cannot be read
     */
    public static TracepointPattern read(Path path) {
        List<Item> items = new ArrayList<>();
        for (String line : SourceText.lines(SourceText.read(path))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                items.add(Item.of(line.trim(), path + ": " + line));
            }
        }
        return new TracepointPattern(items);
    }

    /** Whether the pattern switches the name on or off; nothing where no item matches. */
    public Optional<Boolean> decide(String name) {
        return decide(List.of(name), true);
    }

    /**
     * Whether a tracepoint is on.
     *
     * @param byDefault whether it is without a pattern
     */
    public boolean enables(Tracepoint tracepoint, boolean byDefault) {
        boolean globs = !tracepoint.properties().contains(Property.DISABLE);
        return decide(List.of(tracepoint.name()), globs).orElse(startsFromDefaults() && byDefault);
    }

    /** Whether an event is recorded: a span's name stands for it, and so does that of any tracepoint that starts or ends it. */
    public boolean enables(EventModel event) {
        List<String> names = Stream.concat(
                        Stream.of(event.simpleName(), event.tracepoint().name()),
                        Stream.concat(event.ends().stream(), event.failures().stream())
                                .map(end -> end.tracepoint().name()))
                .distinct()
                .toList();
        boolean globs = !event.tracepoint().properties().contains(Property.DISABLE);
        return decide(names, globs).orElse(startsFromDefaults() && event.enabledByDefault());
    }

    /**
     * Whether an event is recorded that stands for several names.
     *
     * @param names its own name and those of its tracepoints
     * @param byDefault whether it is without a pattern
     */
    public boolean enables(Collection<String> names, boolean byDefault) {
        return decide(List.copyOf(names), true).orElse(startsFromDefaults() && byDefault);
    }

    /** Exact names that are none of the known ones; QEMU warns of each. A glob that matches nothing is no mistake. */
    public List<String> unknown(Collection<String> known) {
        return items.stream()
                .filter(item -> !item.glob && !known.contains(item.text))
                .map(Item::text)
                .toList();
    }

    /** The items, separated by commas. */
    @Override
    public String toString() {
        return items.stream().map(item -> (item.on ? "" : "-") + item.text).collect(Collectors.joining(","));
    }

    private boolean startsFromDefaults() {
        return !items.isEmpty() && !items.get(0).on;
    }

    private Optional<Boolean> decide(List<String> names, boolean globs) {
        for (int i = items.size() - 1; i >= 0; i--) {
            Item item = items.get(i);
            if ((globs || !item.glob) && names.stream().anyMatch(item::matches)) {
                return Optional.of(item.on);
            }
        }
        return Optional.empty();
    }

    /**
     * One pattern.
     *
     * @param text without the sign
     * @param glob whether it has a {@code *}
     * @param on false with a leading {@code -}
     */
    private record Item(String text, boolean glob, boolean on) {

        static Item of(String item, String whole) {
            boolean on = !item.startsWith("-");
            String text = on ? item : item.substring(1);
            if (text.isEmpty()) {
                throw new IllegalArgumentException("empty pattern in '" + whole + "'");
            }
            if (text.length() > MAX_ITEM) {
                throw new IllegalArgumentException("a pattern is longer than " + MAX_ITEM + " characters");
            }
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c >= 128 || !Character.isLetterOrDigit(c) && "_*?".indexOf(c) < 0) {
                    throw new IllegalArgumentException("'" + c + "' in pattern '" + text
                            + "': names have letters, digits and _, patterns also * and ?");
                }
            }
            return new Item(text, text.indexOf('*') >= 0, on);
        }

        boolean matches(String name) {
            return glob ? matchesGlob(name) : text.equals(name);
        }

        /** Goes back to the last star only: linear in practice, and never worse than the product of both lengths. */
        private boolean matchesGlob(String name) {
            int at = 0;
            int star = -1;
            int resume = 0;
            int i = 0;
            while (i < name.length()) {
                if (at < text.length() && text.charAt(at) == '*') {
                    star = at++;
                    resume = i;
                } else if (at < text.length() && (text.charAt(at) == '?' || text.charAt(at) == name.charAt(i))) {
                    at++;
                    i++;
                } else if (star >= 0) {
                    at = star + 1;
                    i = ++resume;
                } else {
                    return false;
                }
            }
            while (at < text.length() && text.charAt(at) == '*') {
                at++;
            }
            return at == text.length();
        }
    }
}
