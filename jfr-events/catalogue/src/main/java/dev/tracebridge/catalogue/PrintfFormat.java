package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.List;

/** How a tracepoint's record is printed: a printf format bound to the arguments it prints. Immutable. */
public final class PrintfFormat {

    private final String text;
    private final List<Argument> arguments;
    private final List<Conversion> conversions;
    /** Literal text before each conversion, and after the last one. */
    private final List<String> literals;

    private PrintfFormat(String text, List<Argument> arguments, List<Conversion> conversions, List<String> literals) {
        this.text = text;
        this.arguments = List.copyOf(arguments);
        this.conversions = List.copyOf(conversions);
        this.literals = List.copyOf(literals);
    }

    static PrintfFormat of(FormatText format, List<Argument> arguments, ErrorSink sink) {
        List<Conversion> conversions = new ArrayList<>();
        List<String> literals = new ArrayList<>();
        new FormatParser(format, arguments, sink).parse(conversions, literals);
        return new PrintfFormat(format.text(), arguments, conversions, literals);
    }

    /** The C text as in the catalogue, quotes and macros included; empty where the catalogue gives no format. */
    public String text() {
        return text;
    }

    /** The conversions in order; {@code %%} is none. */
    public List<Conversion> conversions() {
        return conversions;
    }

    /**
     * The text around the conversions, escapes resolved: one more than there are conversions, the first before the first conversion and the
     * last after the last.
     */
    public List<String> literals() {
        return literals;
    }

    /**
     * What glibc's printf makes of the values on 64-bit Linux. Values of another Java type than the argument's are converted as C converts
     * on a call: numbers are cut to the argument's width and read signed or unsigned as the catalogue says.
     *
     * @param values one for each argument: {@link Boolean}, any {@link Number}, {@link Character}, {@link String}, or null for a null
     *     pointer; a {@link String} given for an address is printed as it is
     * @throws IllegalArgumentException where the number of values is not that of the arguments
     */
    public String format(List<?> values) {
        if (values.size() != arguments.size()) {
            throw new IllegalArgumentException(values.size() + " values for " + arguments.size() + " arguments");
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < conversions.size(); i++) {
            out.append(literals.get(i));
            PrintfConversion.append(out, conversions.get(i), arguments, values);
        }
        return out.append(literals.get(conversions.size())).toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrintfFormat f && f.text.equals(text) && f.arguments.equals(arguments);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
