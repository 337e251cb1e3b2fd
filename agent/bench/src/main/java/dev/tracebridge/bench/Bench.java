package dev.tracebridge.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code agent/bench/run} and {@code agent/bench/guard} call.
 *
 * <pre>
 * measure full|quick|guard TREE RESULTS COMMAND    measures, and writes the results as JSON
 * report TREE RESULTS...                           writes docs/performance.md and the README's table
 * guard RESULTS                                    prints the bars; exit code 1 if one is short
 * </pre>
 */
final class Bench {

    private static final int SHORT = 1;
    private static final int USAGE = 2;

    private Bench() {}

    /**
     * Runs a command.
     *
     * @param arguments as above
     * @throws IOException where measuring fails, or a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        // Several may run on one machine; how busy it was stands in the results.
        System.setProperty("jmh.ignoreLock", "true");
        List<String> rest = List.of(arguments);
        if (rest.size() == 5 && rest.get(0).equals("measure")) {
            measure(plan(rest.get(1)), Path.of(rest.get(2)), Path.of(rest.get(3)), rest.get(4));
        } else if (rest.size() >= 3 && rest.get(0).equals("report")) {
            report(Path.of(rest.get(1)), rest.subList(2, rest.size()));
        } else if (rest.size() == 2 && rest.get(0).equals("guard")) {
            System.exit(guard(Results.read(Path.of(rest.get(1)))));
        } else {
            System.err.println("bench: unknown command: " + String.join(" ", rest));
            System.exit(USAGE);
        }
    }

    private static Plan plan(String name) {
        return switch (name) {
            case "full" -> Plan.full();
            case "quick" -> Plan.quick();
            case "guard" -> Plan.guard();
            default -> throw new IllegalArgumentException("unknown plan " + name);
        };
    }

    private static void measure(Plan plan, Path tree, Path results, String command) throws IOException {
        Path work = Files.createTempDirectory("tracebridge-bench");
        try {
            new Measuring(plan, Jars.in(tree), work, System.err).run(command).write(results);
        } catch (IOException e) {
            Path log = work.resolve("jmh.log");
            if (Files.exists(log)) {
                List<String> lines = Files.readAllLines(log);
                lines.subList(Math.max(0, lines.size() - 40), lines.size()).forEach(System.err::println);
            }
            throw e;
        } finally {
            delete(work);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void report(Path tree, List<String> files) throws IOException {
        List<Results> results = new ArrayList<>();
        for (String file : files) {
            results.add(Results.read(Path.of(file)));
        }
        Path reasons = tree.resolve("docs/performance/reasons.md");
        Report report = new Report(results, Files.exists(reasons) ? Files.readString(reasons) : "");
        Files.writeString(tree.resolve("docs/performance.md"), report.page());
        Path readme = tree.resolve("README.md");
        Files.writeString(readme, CostTable.replaceIn(Files.readString(readme), report.costs()));
    }

    private static int guard(Results results) {
        List<Bar> bars = Bar.of(results);
        bars.forEach(bar -> System.out.println(bar.line()));
        return bars.stream().anyMatch(Bar::isShort) ? SHORT : 0;
    }
}
