package dev.tracebridge.demo.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;

/** A line of progress that is written over and over, where somebody can see it. For one thread at a time. */
final class Terminal {

    private static final int WIDTH = 79;

    private final PrintWriter talk;
    private final boolean interactive;
    private boolean dirty;

    private Terminal(PrintWriter talk, boolean interactive) {
        this.talk = talk;
        this.interactive = interactive;
    }

    /** Shows progress if the process has a terminal. */
    static Terminal of(PrintWriter talk) {
        return new Terminal(talk, isTerminal(System.console()));
    }

    /** Shows this line in the place of the last one. */
    void show(String line) {
        if (interactive) {
            talk.printf("\r%-" + WIDTH + "s", line.length() > WIDTH ? line.substring(0, WIDTH) : line);
            talk.flush();
            dirty = true;
        }
    }

    /** Removes the line. */
    void clear() {
        if (dirty) {
            talk.printf("\r%-" + WIDTH + "s\r", "");
            talk.flush();
            dirty = false;
        }
    }

    /** From JDK 22 on there can be a console without a terminal, and a method that tells. */
    private static boolean isTerminal(Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
