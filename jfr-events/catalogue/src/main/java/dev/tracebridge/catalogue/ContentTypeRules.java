package dev.tracebridge.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Derives the content type of an argument from its C type, the text after its conversion and its name; the first rule that fits decides.
 * What the rules miss, a sidecar says.
 */
public final class ContentTypeRules {

    /** {@code tranferred} is how QEMU spelled it up to 7.2. */
    private static final Predicate<Subject> SIZE = named("(?:.*_)?(?:size|len|length|n?bytes)|trans?ferred");

    private static final Predicate<Subject> ADDRESS = named(".*addr(?:ess)?|(?:.*_)?(?:iova|gpa|hva|gva|hwaddr)");

    /** The rules in order. */
    static final List<Rule> RULES = List.of(
            new Rule("a pointer", ContentType.MEMORY_ADDRESS, s -> s.type.pointer()),
            new Rule("no number", ContentType.NONE, s -> !s.type.javaType().integer() && !s.floating()),
            new Rule("a percent sign after it", ContentType.NONE, s -> s.after.startsWith("%")),
            new Rule("ns after it", ContentType.TIMESPAN_NS, unit("ns|nsecs?|nanoseconds?")),
            new Rule("us after it", ContentType.TIMESPAN_US, unit("us|usecs?|microseconds?")),
            new Rule("ms after it", ContentType.TIMESPAN_MS, unit("ms|msecs?|milliseconds?")),
            new Rule("seconds after it", ContentType.TIMESPAN_S, unit("secs?|seconds?")),
            new Rule("Hz after it", ContentType.FREQUENCY, unit("Hz|hz")),
            new Rule("bytes per second after it", ContentType.BYTES_PER_SECOND, unit("B/s|bytes/s(?:ec)?")),
            new Rule("another rate or multiple after it", ContentType.NONE, unit("[KMG]i?[Bb](?:/s)?")),
            new Rule("bytes after it", ContentType.BYTES, unit("bytes?|B")),
            new Rule("a name in ns", ContentType.TIMESPAN_NS, decimal(named(".+_ns|(?:.*_)?nsecs?"))),
            new Rule("a name in us", ContentType.TIMESPAN_US, decimal(named(".+_us|(?:.*_)?usecs?"))),
            new Rule("a name in ms", ContentType.TIMESPAN_MS, decimal(named("(?:.*_)?(?:ms|msecs?|milliseconds?)"))),
            new Rule("a name in seconds", ContentType.TIMESPAN_S, decimal(named("(?:.*_)?seconds|.+_secs"))),
            new Rule("a name in Hz", ContentType.FREQUENCY, decimal(named("(?:.*_)?(?:hz|freq|frequency)"))),
            new Rule("a name of a size", ContentType.BYTES, s -> !s.floating() && SIZE.test(s)),
            new Rule("an address in base 16", ContentType.MEMORY_ADDRESS, s -> s.hex64() && ADDRESS.test(s)),
            new Rule("64 bits in base 16", ContentType.HEX, Subject::hex64));

    private ContentTypeRules() {}

    /** The content type of an argument of the tracepoint. */
    public static ContentType of(Tracepoint tracepoint, Argument argument) {
        Subject subject = Subject.of(tracepoint, argument);
        return RULES.stream()
                .filter(rule -> rule.applies.test(subject))
                .findFirst()
                .map(Rule::content)
                .orElse(ContentType.NONE);
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
    private static Predicate<Subject> unit(String words) {
        Pattern pattern = Pattern.compile(" ?(?:" + words + ")(?!\\w)");
        return decimal(s -> pattern.matcher(s.after).lookingAt());
    }

    private static Predicate<Subject> named(String names) {
        Pattern pattern = Pattern.compile(names);
        return s -> pattern.matcher(s.name).matches();
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
