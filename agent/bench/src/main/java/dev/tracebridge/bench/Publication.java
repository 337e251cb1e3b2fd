package dev.tracebridge.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is published of the results in {@code docs/performance}: the page, its plots and the README's table.
 *
 * @param tree the root of the source tree
 * @param results one for each JDK, the older first
 * @param scales likewise; possibly none
 */
record Publication(Path tree, List<Results> results, List<ScaleResults> scales) {

    private static final String FOLDER = "docs/performance";

    /** Reads the results of a tree. */
    static Publication in(Path tree) throws IOException {
        List<Results> results = new ArrayList<>();
        for (Path file : files(tree, "jdk-[0-9]+\\.json")) {
            results.add(Results.read(file));
        }
        List<ScaleResults> scales = new ArrayList<>();
        for (Path file : files(tree, "scale-jdk-[0-9]+\\.json")) {
            scales.add(ScaleResults.read(file));
        }
        results.sort(Comparator.comparing(one -> one.machine().feature()));
        scales.sort(Comparator.comparing(one -> one.machine().feature()));
        return new Publication(tree, results, scales);
    }

    private static List<Path> files(Path tree, String name) throws IOException {
        try (Stream<Path> files = Files.list(tree.resolve(FOLDER))) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .toList();
        }
    }

    void write() throws IOException {
        for (Plot plot : Plot.values()) {
            List<Chart.Line> lines = lines(plot);
            if (!lines.isEmpty()) {
                Files.writeString(tree.resolve(FOLDER).resolve(plot.id() + ".svg"), new Chart(plot, lines).svg());
            }
        }
        Report report = new Report(results, scales, words("reasons.md"), words("scale.md"));
        Files.writeString(tree.resolve("docs/performance.md"), report.page());
        Path readme = tree.resolve("README.md");
        Files.writeString(readme, CostTable.replaceIn(Files.readString(readme), report.costs()));
    }

    private List<Chart.Line> lines(Plot plot) {
        List<Chart.Line> lines = new ArrayList<>();
        int curves = scales.stream().mapToInt(one -> one.of(plot).size()).max().orElse(0);
        for (int i = 0; i < curves; i++) {
            for (ScaleResults one : scales) {
                if (i < one.of(plot).size()) {
                    lines.add(new Chart.Line(
                            one.machine().feature(),
                            i,
                            one == scales.get(0) && scales.size() > 1,
                            one.of(plot).get(i)));
                }
            }
        }
        return lines;
    }

    private String words(String name) throws IOException {
        Path file = tree.resolve(FOLDER).resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
