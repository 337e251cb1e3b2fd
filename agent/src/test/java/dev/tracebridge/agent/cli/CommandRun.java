package dev.tracebridge.agent.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a command did.
 *
 * @param exitCode its exit code
 * @param out standard output, lines ended by {@code \n}
 * @param err standard error, lines ended by {@code \n}
 */
public record CommandRun(int exitCode, String out, String err) {

    /** Runs {@code tracebridge} with these arguments, in this JVM. */
    public static CommandRun of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        int exitCode = CommandLineMain.run(new PrintWriter(out), new PrintWriter(err), false, words);
        return new CommandRun(exitCode, lines(out), lines(err));
    }

    /** Runs a command with a text as the standard input. */
    public static CommandRun reading(String input, Object... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return of(arguments);
        } finally {
            System.setIn(before);
        }
    }

    /** The same with a folder's name left out, so that it can be compared with a golden file. */
    public CommandRun without(Path folder) {
        String name = folder + folder.getFileSystem().getSeparator();
        return new CommandRun(exitCode, out.replace(name, ""), err.replace(name, ""));
    }

    private static String lines(StringWriter text) {
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
