package dev.tracebridge.agent.cli;

import java.io.Console;

/**
 * Whether a person is looking.
 */
final class Terminal {

    private Terminal() {}

    /**
     * Whether standard input and output are a terminal.
     *
     * @return false where that is not known
     */
    static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since JDK 22 there is a console even where there is no terminal, and it can tell.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException olderThan22) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }

    /**
     * Whether to use colours: on a terminal, unless the environment has {@code NO_COLOR} (no-color.org) or a dumb terminal.
     *
     * @return true if escape sequences are welcome
     */
    static boolean hasColours() {
        String noColour = System.getenv("NO_COLOR");
        return isInteractive() && (noColour == null || noColour.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }
}
