package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.agent.cli.Progress;
import dev.tracebridge.catalogue.CatalogueException;
import dev.tracebridge.catalogue.CatalogueProblem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Messages to the user, on standard error. */
final class Talk {

    private final PrintWriter err;

    Talk(PrintWriter err) {
        this.err = err;
    }

    /** Every problem of a file, each with its position, line and caret. */
    void problems(CatalogueException e) {
        for (CatalogueProblem problem : e.problems()) {
            say(problem.render());
        }
    }

    /** A file that cannot be read. */
    void error(String file, IOException e) {
        error(file + ": " + reason(e));
    }

    /** What is wrong, without a position. */
    void error(String message) {
        say("tracebridge: " + message);
    }

    /** What the user should know and need not act on. */
    void note(String message) {
        say("tracebridge: note: " + message);
    }

    /** Does what may take long, and says so. */
    <T> T during(String what, Progress.Work<T> work) throws IOException {
        return Progress.during(err, what, work);
    }

    private void say(String text) {
        err.println(TerminalText.lines(text));
        err.flush();
    }

    /** The JDK's messages for these are the file's name and nothing else. */
    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
