package dev.tracebridge.agent;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;

/**
 * {@code java -jar tracebridge.jar}: the command line.
 */
public final class Main {

    private static final String COMMAND_LINE = "dev.tracebridge.agent.cli.CommandLineMain";

    private Main() {}

    /**
     * Runs one command and ends the JVM with its exit code: 0 done, 1 the input is wrong, 2 usage, 3 the other side failed.
     *
     * @param arguments the command and its arguments; none for the version
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        try {
            IsolatedLoader loader = IsolatedLoader.open();
            Thread.currentThread().setContextClassLoader(loader);
            return (int) loader.loadClass(COMMAND_LINE)
                    .getMethod("run", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (IOException | ReflectiveOperationException broken) {
            Throwable cause = broken instanceof InvocationTargetException ? broken.getCause() : broken;
            System.err.println("tracebridge: " + cause);
            return 3;
        }
    }
}
