package dev.tracebridge.recording.rules;

import dev.tracebridge.recording.tuning.Check;
import dev.tracebridge.recording.tuning.MigrationScan;
import dev.tracebridge.recording.tuning.Warning;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.stream.Collectors;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.common.util.TypedPreference;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IResultValueProvider;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.ResultBuilder;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit.EventAvailability;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit.RequiredEventsBuilder;
import org.owasp.encoder.Encode;

/** A check of the report as a rule. Without state, as all rules are. */
abstract class MigrationRule implements IRule {

    private static final String TOPIC = "live_migration";
    private static final String STATES = "qemu.migration.migrate_set_state";

    /** The field that tells the logs apart that a recording was imported from, and how many are told apart. */
    private static final String LOG = "logSource";

    private static final int LOGS = 64;

    private final Check check;

    MigrationRule(Check check) {
        this.check = check;
    }

    @Override
    public final String getId() {
        return "dev.tracebridge." + check.parameter();
    }

    @Override
    public final String getTopic() {
        return TOPIC;
    }

    @Override
    public final String getName() {
        return "Live migration: " + check.title();
    }

    @Override
    public final Map<String, EventAvailability> getRequiredEvents() {
        return RequiredEventsBuilder.create()
                .addEventType(STATES, EventAvailability.AVAILABLE)
                .build();
    }

    @Override
    public final RunnableFuture<IResult> createEvaluation(
            IItemCollection items, IPreferenceValueProvider preferences, IResultValueProvider results) {
        return new FutureTask<>(() -> evaluate(items, preferences));
    }

    private IResult evaluate(IItemCollection items, IPreferenceValueProvider preferences) {
        Map<String, MigrationScan> sides = new LinkedHashMap<>();
        for (IItemIterable some : items) {
            if (ItemFields.isMigration(some.getType())) {
                ItemFields fields = ItemFields.of(some.getType());
                for (IItem item : some) {
                    ItemTracepoint event = new ItemTracepoint(fields, item);
                    String log = event.text(LOG);
                    sides.computeIfAbsent(
                                    sides.size() < LOGS || sides.containsKey(log) ? log : "",
                                    name -> new MigrationScan())
                            .add(event);
                }
            }
        }
        return sides.isEmpty()
                ? RulesToolkit.getNotApplicableResult(this, preferences, "There are no events of a live migration.")
                : result(sides.values(), preferences);
    }

    /** Of several sides the one that needs a change most. */
    private IResult result(Collection<MigrationScan> sides, IPreferenceValueProvider preferences) {
        ResultBuilder result = ResultBuilder.createFor(this, preferences);
        return sides.stream()
                .map(side -> check.look(side.figures()))
                .flatMap(Optional::stream)
                .min(Comparator.comparing(warning -> !warning.severe()))
                .map(warning -> result.setSeverity(warning.severe() ? Severity.WARNING : Severity.INFO)
                        .setSummary(Encode.forHtml(warning.message()))
                        .setExplanation(figures(warning))
                        .setSolution(Encode.forHtml(warning.advice())))
                .orElseGet(() -> result.setSeverity(Severity.OK).setSummary("Nothing to change."))
                .build();
    }

    private static String figures(Warning warning) {
        return warning.figures().stream()
                .map(figure -> String.format(Locale.ROOT, "%s: %,.1f", figure.name(), figure.value()))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public final Collection<TypedPreference<?>> getConfigurationAttributes() {
        return List.of();
    }

    @Override
    public final Collection<TypedResult<?>> getResults() {
        return List.of();
    }
}
