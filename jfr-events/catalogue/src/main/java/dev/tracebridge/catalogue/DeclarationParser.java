package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one line: {@code [properties] name(type argument, …) "format"}. */
final class DeclarationParser {

    /** tracetool's limit, the implicit argument of {@link Property#VCPU} included. */
    static final int MAX_ARGUMENTS = 10;

    private static final String EXAMPLE = "a declaration is: [disable] name(type argument, ...) \"format\"";
    private static final String TCG_TYPE = "TCGv";
    private static final Argument CPU = new Argument("__cpu", CType.of("void *").orElseThrow());
    private static final String CPU_FORMAT = "\"cpu=%p \"";

    private final String line;
    private final int number;
    private final String group;
    private final Problems problems;
    /** Types read before, by their spelling: a catalogue has many arguments and few types. */
    private final Map<String, CType> types;

    private final Set<Property> properties = EnumSet.noneOf(Property.class);
    private final List<Parameter> parameters = new ArrayList<>();
    private String name;

    DeclarationParser(String line, int number, String group, Problems problems, Map<String, CType> types) {
        this.line = line;
        this.number = number;
        this.group = group;
        this.problems = problems;
        this.types = types;
    }

    /** An argument as written; the type is null where it is {@code TCGv}. */
    private record Parameter(String name, CType type, int at) {}

    /** The tracepoints of the line: one, two with {@link Property#TCG}, none after an error. */
    List<Tracepoint> parse() {
        int before = problems.count();
        int open = line.indexOf('(');
        if (open < 0) {
            error(end(), "no argument list", EXAMPLE);
            return List.of();
        }
        readWords(open);
        int close = line.indexOf(')', open);
        if (close < 0) {
            error(end(), "no ')' after the arguments", EXAMPLE);
            return List.of();
        }
        readArguments(open + 1, close);
        int start = close + 1;
        while (start < line.length() && blank(line.charAt(start))) {
            start++;
        }
        if (start < end() && line.charAt(start) != '"') {
            error(start, "text after ')' that is no format", "a format is a C string: \"size %zu\"");
            return List.of();
        }
        List<FormatText> formats = FormatText.read(line, start, end(), this::error);
        checkFormats(formats, start);
        return problems.count() == before ? build(formats) : List.of();
    }

    private void readWords(int open) {
        int i = 0;
        int last = -1;
        List<int[]> words = new ArrayList<>();
        while (i < open) {
            if (blank(line.charAt(i))) {
                i++;
                continue;
            }
            int start = i;
            while (i < open && !blank(line.charAt(i))) {
                i++;
            }
            words.add(new int[] {start, i});
            last = i;
        }
        if (words.isEmpty()) {
            error(open, "no name before '('", EXAMPLE);
            return;
        }
        if (last < open) {
            error(last, "blank between the name and '('", "write '(' directly after the name");
        }
        for (int[] word : words.subList(0, words.size() - 1)) {
            readProperty(word[0], line.substring(word[0], word[1]));
        }
        int[] word = words.get(words.size() - 1);
        readName(word[0], line.substring(word[0], word[1]));
    }

    private void readProperty(int at, String word) {
        var property = Property.of(word);
        if (property.isPresent()) {
            properties.add(property.get());
        } else if (word.equals("tcg-trans") || word.equals("tcg-exec")) {
            error(at, "property '" + word + "' is tracetool's own", "write tcg and two formats");
        } else {
            String known = "known properties: " + String.join(", ", Property.words());
            error(at, "unknown property '" + word + "'", Suggestions.hint(word, Property.words(), known));
        }
    }

    private void readName(int at, String word) {
        name = word;
        checkIdentifier(at, word, "tracepoint name");
    }

    private boolean checkIdentifier(int at, String word, String what) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
                error(at + i, what + " '" + word + "' has '" + c + "'", "letters, digits and _ only, no digit first");
                return false;
            }
        }
        return true;
    }

    private void readArguments(int from, int to) {
        Map<String, String> fields = new HashMap<>();
        int start = from;
        int count = properties.contains(Property.VCPU) ? 1 : 0;
        while (start <= to) {
            int comma = line.indexOf(',', start);
            int end = comma < 0 || comma > to ? to : comma;
            Parameter parameter = readArgument(start, end);
            if (parameter != null) {
                parameters.add(parameter);
                String clash = fields.put(FieldNames.of(parameter.name()), parameter.name());
                int at = parameter.at();
                if (parameter.name().equals(clash)) {
                    error(at, "two arguments are called '" + clash + "'", "give one another name");
                } else if (clash != null) {
                    error(
                            at,
                            "'" + clash + "' and '" + parameter.name() + "' would be one field",
                            "give one another name");
                }
                if (++count == MAX_ARGUMENTS + 1) {
                    String vcpu = properties.contains(Property.VCPU) ? ", the one of vcpu included" : "";
                    error(at, "more than " + MAX_ARGUMENTS + " arguments", "at most " + MAX_ARGUMENTS + vcpu);
                }
            }
            start = end + 1;
        }
    }

    private Parameter readArgument(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && blank(line.charAt(start))) {
            start++;
        }
        while (end > start && blank(line.charAt(end - 1))) {
            end--;
        }
        String text = line.substring(start, end);
        if (text.isEmpty()) {
            error(from, "empty argument", "for no arguments write (void)");
            return null;
        }
        if (text.equals("void")) {
            return null;
        }
        int split = text.lastIndexOf('*') + 1;
        if (split == 0) {
            split = lastBlank(text) + 1;
        }
        String argument = text.substring(split).trim();
        String type = text.substring(0, split).trim();
        int argumentAt = start + text.length() - argument.length();
        if (argument.isEmpty()) {
            error(start + text.length(), "no name after the type '" + type + "'", "an argument is: type name");
            return null;
        }
        if (type.isEmpty()) {
            error(start, "'" + text + "' has no type or no name", "an argument is: type name");
            return null;
        }
        if (!checkIdentifier(argumentAt, argument, "argument name")) {
            return null;
        }
        if (type.equals(TCG_TYPE)) {
            return new Parameter(argument, null, argumentAt);
        }
        CType known = types.get(type);
        if (known == null) {
            known = readType(start, type);
            if (known == null) {
                return null;
            }
            types.put(type, known);
        }
        return new Parameter(argument, known, argumentAt);
    }

    /** Reads a type; null after an error. */
    private CType readType(int at, String type) {
        for (int i = 0; i < type.length(); ) {
            int end = i;
            while (end < type.length() && !blank(type.charAt(end)) && type.charAt(end) != '*') {
                end++;
            }
            String word = type.substring(i, end);
            if (!word.isEmpty() && !word.equals("const") && !CType.allowed(word)) {
                String hint =
                        type.contains("*") ? "use void * for pointers" : "allowed: " + String.join(" ", CType.WORDS);
                error(
                        at + i,
                        "type '" + word + "' is not allowed in a catalogue",
                        Suggestions.hint(word, CType.WORDS, hint));
                return null;
            }
            i = end + 1;
        }
        CType read = CType.of(type).orElse(null);
        if (read == null) {
            error(at, "'" + type + "' is no C type", "allowed: " + String.join(" ", CType.WORDS));
        }
        return read;
    }

    private void checkFormats(List<FormatText> formats, int at) {
        boolean tcg = properties.contains(Property.TCG);
        if (tcg && formats.size() != 2) {
            error(at, "a tcg tracepoint needs two formats", "\"format when translated\", \"format when executed\"");
        } else if (!tcg && formats.size() > 1) {
            error(formats.get(1).start(), "two formats without the property tcg", "remove the second format");
        }
        if (!tcg) {
            for (Parameter parameter : parameters) {
                if (parameter.type() == null) {
                    error(line.indexOf(TCG_TYPE), "type 'TCGv' is allowed with the property tcg only", "use uint64_t");
                }
            }
        }
    }

    private List<Tracepoint> build(List<FormatText> formats) {
        if (!properties.contains(Property.TCG)) {
            checkName(name);
            List<Argument> arguments = new ArrayList<>(parameters.size());
            for (Parameter parameter : parameters) {
                arguments.add(new Argument(parameter.name(), parameter.type()));
            }
            FormatText format = formats.isEmpty() ? FormatText.none(end()) : formats.get(0);
            return tracepoint(name, arguments, format, line.trim());
        }
        List<Argument> trans = new ArrayList<>();
        List<Argument> exec = new ArrayList<>();
        for (Parameter parameter : parameters) {
            CType type = parameter.type() == null ? CType.of("uint64_t").orElseThrow() : parameter.type();
            exec.add(new Argument(parameter.name(), type));
            if (parameter.type() != null) {
                trans.add(new Argument(parameter.name(), type));
            }
        }
        properties.remove(Property.TCG);
        List<Tracepoint> both = new ArrayList<>();
        both.addAll(tracepoint(name + "_trans", trans, formats.get(0), declaration("_trans", trans, formats.get(0))));
        both.addAll(tracepoint(name + "_exec", exec, formats.get(1), declaration("_exec", exec, formats.get(1))));
        return both;
    }

    /** The JFR name of an event is the namespace and this name: JDK 25 refuses a whole recording in which a part is a Java keyword. */
    private void checkName(String word) {
        if (FieldNames.reservedByJava(word)) {
            int at = line.lastIndexOf(word, line.indexOf('('));
            error(at, "'" + word + "' is reserved by Java and cannot name an event", "choose another name");
        }
    }

    private List<Tracepoint> tracepoint(String called, List<Argument> declared, FormatText text, String declaration) {
        List<Argument> arguments = new ArrayList<>(declared);
        FormatText whole = text;
        if (properties.contains(Property.VCPU)) {
            arguments.add(0, CPU);
            whole = text.withPrefix(CPU_FORMAT);
        }
        int before = problems.count();
        PrintfFormat format = PrintfFormat.of(whole, arguments, this::error);
        return problems.count() > before
                ? List.of()
                : List.of(new Tracepoint(called, arguments, format, properties, group, number, declaration));
    }

    private String declaration(String suffix, List<Argument> arguments, FormatText format) {
        StringBuilder text = new StringBuilder();
        properties.forEach(p -> text.append(p.word()).append(' '));
        text.append(name).append(suffix).append('(');
        for (int i = 0; i < arguments.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(arguments.get(i));
        }
        return text.append(arguments.isEmpty() ? "void) " : ") ")
                .append(format.text())
                .toString();
    }

    private int end() {
        int end = line.length();
        while (end > 0 && blank(line.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private void error(int index, String message, String hint) {
        problems.add(number, Math.max(0, index) + 1, message, hint);
    }

    private static int lastBlank(String text) {
        for (int i = text.length() - 1; i >= 0; i--) {
            if (blank(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\f' || c == '\u000b' || c == '\r';
    }
}
