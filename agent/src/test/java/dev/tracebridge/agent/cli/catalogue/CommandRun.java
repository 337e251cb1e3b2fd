package dev.tracebridge.agent.cli.catalogue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What a command did.
 *
 * @param exitCode its exit code
 * @param out standard output, lines ended by {@code \n}
 * @param err standard error, lines ended by {@code \n}
 */
record CommandRun(int exitCode, String out, String err) {

    /** Runs {@code tracebridge catalogue} with these arguments, in this JVM. */
    static CommandRun of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine root = new CommandLine(CommandSpec.create().name("tracebridge"))
                .addSubcommand(new CatalogueCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        root.getSubcommands().get("catalogue").setUsageHelpWidth(100);
        String[] words = new String[arguments.length + 1];
        words[0] = "catalogue";
        for (int i = 0; i < arguments.length; i++) {
            words[i + 1] = arguments[i].toString();
        }
        int exitCode = root.execute(words);
        return new CommandRun(exitCode, lines(out), lines(err));
    }

    /** Runs the command with a text as the standard input. */
    static CommandRun reading(String input, Object... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return of(arguments);
        } finally {
            System.setIn(before);
        }
    }

    /** The same with a folder's name replaced, so that it can be compared with a golden file. */
    CommandRun without(Path folder) {
        String name = folder + folder.getFileSystem().getSeparator();
        return new CommandRun(exitCode, out.replace(name, ""), err.replace(name, ""));
    }

    private static String lines(StringWriter text) {
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
