package dev.tracebridge.agent.it.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Uses each kind of tracepoint once, says what it does on standard output, and ends with exit code 7. */
public final class Application {

    private Application() {}

    public static void main(String[] arguments) throws Exception {
        Work.state("m1", "setup");
        Work.state("m1", "active");
        Work work = new Work("ram");
        int result = Work.section("outer", () -> (int) work.savePage(1) + Work.section("inner", () -> 2));
        System.out.println("result " + result);
        IllegalStateException thrown = new IllegalStateException("expected");
        try {
            Work.section("failing", () -> {
                throw thrown;
            });
        } catch (IllegalStateException caught) {
            System.out.println("same " + (caught == thrown));
        }
        try {
            Work.section("failing", () -> Integer.valueOf("x"));
        } catch (NumberFormatException caught) {
            Arrays.stream(caught.getStackTrace()).map(Object::toString).forEach(System.out::println);
        }
        Thread worker = new Thread(() -> Work.section("worker", () -> 1), "worker");
        worker.start();
        worker.join();
        Work.hot(1);
        Work.state("m2", "setup");
        Work.section("ambiguous", () -> 3);
        Work.state("m2", "completed");
        Work.state("m1", "completed");
        Work.section("alone", () -> 4);
        if (arguments.length > 0) {
            Files.writeString(Path.of(arguments[0]), counter("emitted") + " " + counter("ambiguous"));
        }
        System.err.println("application's own error stream");
        System.exit(7);
    }

    static Object counter(String name) throws ReflectiveOperationException {
        return Class.forName("dev.tracebridge.agent.SharedTrace")
                .getMethod(name)
                .invoke(null);
    }
}
