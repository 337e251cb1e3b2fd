package dev.tracebridge.agent.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The options as the user gave them: agent arguments before system properties before the environment. What is wrong is said and left out; the rest
 * holds.
 */
final class Options {

    private static final String PROPERTY_PREFIX = "tracebridge.";
    private static final String VARIABLE_PREFIX = "TRACEBRIDGE_";

    private final Map<OptionKey, String> values;

    private Options(Map<OptionKey, String> values) {
        this.values = values;
    }

    /**
     * Collects the options.
     *
     * @param arguments the agent arguments, null for none
     * @param properties the system properties
     * @param environment the environment
     * @param problems told of each mistake in one line
     * @return the options
     */
    static Options of(
            String arguments,
            Map<String, String> properties,
            Map<String, String> environment,
            Consumer<String> problems) {
        Map<OptionKey, String> values = new EnumMap<>(OptionKey.class);
        addVariables(environment, values, problems);
        addProperties(properties, values, problems);
        addArguments(arguments == null ? "" : arguments, values, problems);
        return new Options(values);
    }

    /**
     * The value of an option.
     *
     * @param key the option
     * @return its value as given; empty if it was not given, or given without a value
     */
    Optional<String> value(OptionKey key) {
        return Optional.ofNullable(values.get(key));
    }

    private static void addVariables(
            Map<String, String> environment, Map<OptionKey, String> values, Consumer<String> problems) {
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (name.startsWith(VARIABLE_PREFIX)) {
                add(keyOfVariable(name), "variable " + name, variable.getValue(), values, problems);
            }
        }
    }

    private static OptionKey keyOfVariable(String name) {
        for (OptionKey key : OptionKey.values()) {
            if (key.variable().equals(name)) {
                return key;
            }
        }
        return null;
    }

    private static void addProperties(
            Map<String, String> properties, Map<OptionKey, String> values, Consumer<String> problems) {
        for (Map.Entry<String, String> property : properties.entrySet()) {
            String name = property.getKey();
            if (!name.startsWith(PROPERTY_PREFIX)) {
                continue;
            }
            OptionKey key = OptionKey.of(name.substring(PROPERTY_PREFIX.length()));
            // Other names with another dot are free for others to use.
            if (key != null || name.indexOf('.', PROPERTY_PREFIX.length()) < 0) {
                add(key, "property " + name, property.getValue(), values, problems);
            }
        }
    }

    private static void addArguments(String arguments, Map<OptionKey, String> values, Consumer<String> problems) {
        int start = 0;
        while (start < arguments.length()) {
            int end = endOfOption(arguments, start);
            String option = arguments.substring(start, end).strip();
            int equals = option.indexOf('=');
            if (equals > 0) {
                String name = option.substring(0, equals).strip();
                add(
                        OptionKey.of(name),
                        "option " + name,
                        option.substring(equals + 1).strip(),
                        values,
                        problems);
            } else if (!option.isEmpty()) {
                problems.accept(
                        "option '" + option + "' is not of the form key=value; known keys: " + OptionKey.known());
            }
            start = end + 1;
        }
    }

    /** A semicolon ends an option, and so does a comma that is followed by a known key; other commas belong to the value. */
    private static int endOfOption(String arguments, int start) {
        for (int i = start; i < arguments.length(); i++) {
            char c = arguments.charAt(i);
            if (c == ';' || c == ',' && startsWithKnownKey(arguments, i + 1)) {
                return i;
            }
        }
        return arguments.length();
    }

    private static boolean startsWithKnownKey(String arguments, int start) {
        int equals = arguments.indexOf('=', start);
        return equals > 0 && OptionKey.of(arguments.substring(start, equals).strip()) != null;
    }

    private static void add(
            OptionKey key, String origin, String value, Map<OptionKey, String> values, Consumer<String> problems) {
        if (key == null) {
            problems.accept("unknown " + origin + " is ignored; known keys: " + OptionKey.known());
        } else if (value.isEmpty()) {
            problems.accept(origin + " has no value and is ignored");
        } else {
            values.put(key, value);
        }
    }
}
