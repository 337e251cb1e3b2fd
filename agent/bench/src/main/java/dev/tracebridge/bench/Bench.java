package dev.tracebridge.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code agent/bench/run} and {@code agent/bench/guard} call.
 *
 * <pre>
 * measure full|quick|guard TREE RESULTS COMMAND    measures, and writes the results as JSON
 * scale full|quick TREE RESULTS COMMAND            measures how the cost grows, likewise
 * report TREE                                      writes docs/performance.md, its plots and the README's table
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
        } else if (rest.size() == 5 && rest.get(0).equals("scale")) {
            scale(extent(rest.get(1)), Path.of(rest.get(2)), Path.of(rest.get(3)), rest.get(4));
        } else if (rest.size() == 2 && rest.get(0).equals("report")) {
            Publication.in(Path.of(rest.get(1))).write();
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

    private static ScaleMeasuring.Extent extent(String name) {
        return switch (name) {
            case "full" -> ScaleMeasuring.Extent.full();
            case "quick" -> ScaleMeasuring.Extent.quick();
            default -> throw new IllegalArgumentException("unknown extent " + name);
        };
    }

    private static void scale(ScaleMeasuring.Extent extent, Path tree, Path results, String command)
            throws IOException {
        Path programs = Files.createDirectories(tree.resolve("agent/bench/target/scale"));
        Path work = Files.createTempDirectory("tracebridge-scale");
        try {
            new ScaleMeasuring(extent, Jars.in(tree), programs, work, System.err)
                    .run(command)
                    .write(results);
        } finally {
            delete(work);
        }
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

    private static int guard(Results results) {
        List<Bar> bars = Bar.of(results);
        bars.forEach(bar -> System.out.println(bar.line()));
        return bars.stream().anyMatch(Bar::isShort) ? SHORT : 0;
    }
}
