package dev.tracebridge.agent.session;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;

/**
 * Options on their way to the agent in another process.
 */
public final class AgentArguments {

    private AgentArguments() {}

    /**
     * Checks options and joins them to the text that an agent takes. Files become absolute, since the other process has a folder of its own.
     *
     * @param options options of the form {@code key=value}
     * @param problems told of each mistake in one line
     * @return the agent arguments, without what was wrong
     */
    public static String join(List<String> options, Consumer<String> problems) {
        List<String> joined = new ArrayList<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            OptionKey key = equals < 0 ? null : OptionKey.of(option.substring(0, equals));
            if (key == null) {
                problems.accept("'" + option + "' is not of the form key=value; known keys: " + OptionKey.known());
            } else if (option.indexOf(';') >= 0) {
                problems.accept("'" + option + "' has a semicolon, which separates options");
            } else {
                joined.add(key.text() + '=' + value(key, option.substring(equals + 1)));
            }
        }
        return String.join(";", joined);
    }

    private static String value(OptionKey key, String value) {
        if (key == OptionKey.EVENTS) {
            StringJoiner files = new StringJoiner(File.pathSeparator);
            for (String file : value.split(File.pathSeparator)) {
                files.add(new File(file).getAbsolutePath());
            }
            return files.toString();
        }
        return key.isFile() && !value.isEmpty() ? new File(value).getAbsolutePath() : value;
    }
}
