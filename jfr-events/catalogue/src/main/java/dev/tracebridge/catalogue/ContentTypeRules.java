package dev.tracebridge.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Derives the content type of an argument from its C type, the text after its conversion and its name; the first rule that fits decides.
 * What the rules miss, a sidecar says.
 */
public final class ContentTypeRules {

    /** {@code tranferred} is how QEMU spelled it up to 7.2. */
    private static final Set<String> WHOLE_SIZES = Set.of("transferred", "tranferred");

    private static final Predicate<Subject> SIZE =
            named("size", "len", "length", "bytes", "nbytes").or(s -> WHOLE_SIZES.contains(s.name));

    private static final Predicate<Subject> ADDRESS =
            named("iova", "gpa", "hva", "gva").or(s -> s.name.endsWith("addr") || s.name.endsWith("address"));

    /** The rules in order. */
    static final List<Rule> RULES = List.of(
            new Rule("a pointer", ContentType.MEMORY_ADDRESS, s -> s.type.pointer()),
            new Rule("no number", ContentType.NONE, s -> !s.type.javaType().integer() && !s.floating()),
            new Rule("a percent sign after it", ContentType.NONE, s -> s.after.startsWith("%")),
            new Rule("ns after it", ContentType.TIMESPAN_NS, unit("ns", "nsec", "nsecs", "nanosecond", "nanoseconds")),
            new Rule(
                    "us after it", ContentType.TIMESPAN_US, unit("us", "usec", "usecs", "microsecond", "microseconds")),
            new Rule(
                    "ms after it", ContentType.TIMESPAN_MS, unit("ms", "msec", "msecs", "millisecond", "milliseconds")),
            new Rule("seconds after it", ContentType.TIMESPAN_S, unit("sec", "secs", "second", "seconds")),
            new Rule("Hz after it", ContentType.FREQUENCY, unit("Hz", "hz")),
            new Rule("bytes per second after it", ContentType.BYTES_PER_SECOND, unit("B/s", "bytes/s", "bytes/sec")),
            new Rule(
                    "another rate or multiple after it",
                    ContentType.NONE,
                    unit("KB", "Kb", "KiB", "Kib", "MB", "Mb", "MiB", "Mib", "GB", "Gb", "GiB", "Gib")),
            new Rule("bytes after it", ContentType.BYTES, unit("byte", "bytes", "B")),
            new Rule(
                    "a name in ns",
                    ContentType.TIMESPAN_NS,
                    decimal(named("nsec", "nsecs").or(ending("_ns")))),
            new Rule(
                    "a name in us",
                    ContentType.TIMESPAN_US,
                    decimal(named("usec", "usecs").or(ending("_us")))),
            new Rule(
                    "a name in ms",
                    ContentType.TIMESPAN_MS,
                    decimal(named("ms", "msec", "msecs", "millisecond", "milliseconds"))),
            new Rule(
                    "a name in seconds",
                    ContentType.TIMESPAN_S,
                    decimal(named("seconds").or(ending("_secs")))),
            new Rule("a name in Hz", ContentType.FREQUENCY, decimal(named("hz", "freq", "frequency"))),
            new Rule("a name of a size", ContentType.BYTES, s -> !s.floating() && SIZE.test(s)),
            new Rule("an address in base 16", ContentType.MEMORY_ADDRESS, s -> s.hex64() && ADDRESS.test(s)),
            new Rule("64 bits in base 16", ContentType.HEX, Subject::hex64));

    private ContentTypeRules() {}

    /** The content type of an argument of the tracepoint. */
    public static ContentType of(Tracepoint tracepoint, Argument argument) {
        Subject subject = Subject.of(tracepoint, argument);
        for (Rule rule : RULES) {
            if (rule.applies.test(subject)) {
                return rule.content;
            }
        }
        return ContentType.NONE;
    }

    /**
     * Whether an argument may have a content type at all.
     *
     * @return what would be right, or nothing where it may
     */
    static Optional<String> objection(Argument argument, ContentType content) {
        CType type = argument.type();
        boolean number = type.javaType().integer() || type.javaType().floating();
        return switch (content) {
            case NONE -> Optional.empty();
            case MEMORY_ADDRESS, HEX, TIMESTAMP_MS ->
                type.javaType() == JavaType.LONG
                        ? Optional.empty()
                        : Optional.of(content.word() + " is for 64-bit numbers and pointers");
            case PERCENTAGE ->
                type.javaType().floating()
                        ? Optional.empty()
                        : Optional.of("JFR's percentage is a fraction: 1 would be shown as 100 %; use none");
            default -> number ? Optional.empty() : Optional.of(content.word() + " is for numbers");
        };
    }

    /** A unit directly after a decimal number, or after one blank. */
    private static Predicate<Subject> unit(String... words) {
        return decimal(subject -> {
            int from = subject.after.startsWith(" ") ? 1 : 0;
            for (String word : words) {
                if (subject.after.startsWith(word, from) && !wordGoesOn(subject.after, from + word.length())) {
                    return true;
                }
            }
            return false;
        });
    }

    private static boolean wordGoesOn(String text, int at) {
        if (at == text.length()) {
            return false;
        }
        char c = text.charAt(at);
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    /** A name of which the last word, after the last underscore, is one of these. */
    private static Predicate<Subject> named(String... words) {
        Set<String> known = Set.of(words);
        return subject -> known.contains(subject.name.substring(subject.name.lastIndexOf('_') + 1));
    }

    /** A name that ends so and begins otherwise. */
    private static Predicate<Subject> ending(String end) {
        return subject -> subject.name.length() > end.length() && subject.name.endsWith(end);
    }

    private static Predicate<Subject> decimal(Predicate<Subject> test) {
        return s -> s.decimal() && test.test(s);
    }

    /**
     * A row of the table.
     *
     * @param name what the rule looks for
     * @param content what follows
     * @param applies the test
     */
    record Rule(String name, ContentType content, Predicate<Subject> applies) {}

    /**
     * What the rules look at.
     *
     * @param type the argument's type
     * @param name its name
     * @param conversion the conversion that prints it, or null
     * @param after the text between its conversion and the next
     */
    record Subject(CType type, String name, Conversion conversion, String after) {

        static Subject of(Tracepoint tracepoint, Argument argument) {
            int index = tracepoint.indexOf(argument.name());
            List<Conversion> conversions = tracepoint.format().conversions();
            for (int i = 0; i < conversions.size(); i++) {
                if (conversions.get(i).argument() == index) {
                    String after = tracepoint.format().literals().get(i + 1);
                    return new Subject(argument.type(), argument.name(), conversions.get(i), after);
                }
            }
            return new Subject(argument.type(), argument.name(), null, "");
        }

        boolean floating() {
            return type.javaType().floating();
        }

        boolean decimal() {
            return conversion == null || "diufFgGeE".indexOf(conversion.type()) >= 0;
        }

        boolean hex64() {
            return conversion != null && conversion.hexadecimal() && type.javaType() == JavaType.LONG;
        }
    }
}
