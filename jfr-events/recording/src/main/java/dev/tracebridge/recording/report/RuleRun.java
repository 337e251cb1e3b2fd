package dev.tracebridge.recording.report;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

/** Runs all rules of JDK Mission Control's automated analysis there are: its own and those for migrations. */
public final class RuleRun {

    private RuleRun() {}

    /**
     * Runs the rules. The recordings are held in memory, all at once.
     *
     * @param files JDK Flight Recorder files
     * @return what they found, warnings first; what they have nothing to say about is left out
     * @throws ReportException where a file cannot be read, or the thread is interrupted
     */
    public static List<RuleResult> of(List<Path> files) {
        try {
            return of(load(files), RuleRegistry.getRules());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReportException(files.get(0), "time to run rules", "an interruption", "Run it again.", e);
        }
    }

    private static List<RuleResult> of(IItemCollection events, Collection<IRule> rules) throws InterruptedException {
        Map<IRule, Future<IResult>> futures = RulesToolkit.evaluateParallel(
                rules,
                events,
                IPreferenceValueProvider.DEFAULT_VALUES,
                Runtime.getRuntime().availableProcessors());
        Stream.Builder<RuleResult> results = Stream.builder();
        for (Map.Entry<IRule, Future<IResult>> entry : futures.entrySet()) {
            results.add(result(entry.getKey(), entry.getValue()));
        }
        return results.build()
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(RuleResult::severity)
                        .reversed()
                        .thenComparing(result -> !result.rule().startsWith("dev.tracebridge."))
                        .thenComparing(RuleResult::topic)
                        .thenComparing(RuleResult::rule))
                .collect(Collectors.toUnmodifiableList());
    }

    private static RuleResult result(IRule rule, Future<IResult> future) throws InterruptedException {
        try {
            IResult result = future.get();
            if (result.getSeverity() != Severity.WARNING && result.getSeverity() != Severity.INFO) {
                return null;
            }
            return result(rule, result.getSeverity(), result.getSummary(), result.getSolution());
        } catch (ExecutionException e) {
            // One rule that fails takes nothing from the others.
            return result(rule, Severity.INFO, "The rule failed: " + e.getCause(), "");
        }
    }

    private static RuleResult result(IRule rule, Severity severity, String summary, String solution) {
        return new RuleResult(
                rule.getId(), rule.getName(), rule.getTopic(), severity.name(), plain(summary), plain(solution));
    }

    /** Rules write for a view that knows some HTML. */
    private static String plain(String text) {
        return text == null
                ? ""
                : text.replaceAll("<[^<>]{0,200}>", " ")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&#34;", "\"")
                        .replace("&#39;", "'")
                        .replace("&amp;", "&")
                        .replaceAll("\\s+", " ")
                        .strip();
    }

    private static IItemCollection load(List<Path> files) {
        try {
            return JfrLoaderToolkit.loadEvents(files.stream().map(Path::toFile).collect(Collectors.<File>toList()));
        } catch (IOException | CouldNotLoadRecordingException e) {
            throw new ReportException(
                    files.get(0),
                    "recordings that JDK Mission Control can read",
                    String.valueOf(e.getMessage()),
                    "",
                    e);
        }
    }
}
