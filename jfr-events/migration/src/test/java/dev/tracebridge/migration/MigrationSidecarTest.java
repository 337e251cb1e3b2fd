package dev.tracebridge.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.CompleteRule;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.KeyPart;
import dev.tracebridge.catalogue.MetricRule;
import dev.tracebridge.catalogue.PhaseRule;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.SpanClosing;
import dev.tracebridge.catalogue.SpanOpening;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.SpanRule;
import dev.tracebridge.catalogue.StateRule;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.catalogue.Tracepoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MigrationSidecarTest {

    private static final Path ROLES = Path.of("src/test/resources/dev/tracebridge/migration/roles.txt");

    private static Catalogue catalogue;
    private static Sidecar sidecar;

    @BeforeAll
    static void read() throws IOException {
        catalogue = Catalogue.parse("trace-events", resource("trace-events"));
        sidecar = Sidecar.parse("trace-spans.yaml", resource("trace-spans.yaml"), catalogue);
    }

    @Test
    void catalogueStandsUnderItsSourceFiles() {
        assertThat(catalogue.tracepoints()).hasSize(279);
        assertThat(catalogue.tracepoints().stream().map(Tracepoint::group).distinct())
                .containsExactly(
                        "savevm.c",
                        "vmstate.c",
                        "vmstate-types.c",
                        "qemu-file.c",
                        "ram.c",
                        "multifd.c",
                        "migration.c",
                        "channel.c",
                        "global_state.c",
                        "rdma.c",
                        "postcopy-ram.c",
                        "exec.c",
                        "fd.c",
                        "socket.c",
                        "tls.c",
                        "colo.c",
                        "colo-failover.c",
                        "block-dirty-bitmap.c");
    }

    @Test
    void spansAreThoseOfTheTable() throws IOException {
        List<String> table = resource("span-rules.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(sidecar.spans().stream().map(MigrationSidecarTest::line)).containsExactlyElementsOf(table);
        assertThat(sidecar.spans()).hasSize(66);
    }

    @Test
    void statesAreThoseOfTheMigrationAndOfColoFailover() {
        assertThat(sidecar.states())
                .extracting(StateRule::name, r -> r.tracepoint().name(), StateRule::initial, StateRule::terminal)
                .containsExactly(
                        tuple(
                                "migration",
                                "migrate_set_state",
                                List.of("setup"),
                                List.of("completed", "failed", "cancelled")),
                        tuple("colo_failover", "colo_failover_set_state", List.of("require"), List.of("completed")));
        assertThat(sidecar.states().get(0).failure()).containsExactly("failed");
    }

    @Test
    void bothDestinationChainsBeginAlike() {
        assertThat(sidecar.phases()).singleElement().satisfies(rule -> {
            assertThat(rule.tracepoint().name()).isEqualTo("vmstate_downtime_checkpoint");
            assertThat(rule.chains())
                    .extracting(PhaseRule.Chain::name, PhaseRule.Chain::first, PhaseRule.Chain::last)
                    .containsExactly(
                            tuple("source_downtime", "src-downtime-start", "src-downtime-end"),
                            tuple("destination_downtime", "dst-precopy-loadvm-completed", "dst-precopy-bh-vm-started"),
                            tuple(
                                    "destination_postcopy_downtime",
                                    "dst-precopy-loadvm-completed",
                                    "dst-postcopy-bh-vm-started"));
        });
    }

    @Test
    void completeTracepointsCarryTheirDuration() {
        assertThat(sidecar.complete())
                .extracting(r -> r.tracepoint().name(), r -> r.duration().name(), CompleteRule::unit)
                .containsExactly(
                        tuple("vmstate_downtime_save", "downtime", TimeUnit.MICROSECONDS),
                        tuple("vmstate_downtime_load", "downtime", TimeUnit.MICROSECONDS),
                        tuple("migrate_transferred", "time_spent", TimeUnit.MILLISECONDS),
                        tuple("ram_save_iterate_big_wait", "milliconds", TimeUnit.MILLISECONDS));
    }

    @Test
    void spanSharesNameOnlyWithItsOwnStart() {
        assertThat(sidecar.spans())
                .allSatisfy(span -> assertThat(catalogue.find(span.name()))
                        .satisfiesAnyOf(
                                found -> assertThat(found).isEmpty(),
                                found -> assertThat(found).contains(span.start().tracepoint())));
    }

    @Test
    void everyTracepointHasItsRoles() throws IOException {
        String roles = TraceModel.of(catalogue, sidecar).catalogue().tracepoints().stream()
                .map(tracepoint -> tracepoint.name() + ": " + String.join(", ", roles(tracepoint)) + "\n")
                .collect(Collectors.joining());

        if (Boolean.getBoolean("tracebridge.golden.update")) {
            Files.writeString(ROLES, roles);
        }
        assertThat(roles).isEqualTo(Files.readString(ROLES));
    }

    @Test
    void onlyPerPageTracepointsAreOffByDefault() {
        assertThat(TraceModel.of(catalogue, sidecar).events().stream().filter(event -> !event.enabledByDefault()))
                .extracting(EventModel::role)
                .hasSize(sidecar.metrics().size())
                .containsOnly(EventRole.METRIC);
    }

    private static List<String> roles(Tracepoint tracepoint) {
        List<String> roles = new ArrayList<>();
        for (SpanRule span : sidecar.spans()) {
            if (names(List.of(span.start()), tracepoint)) {
                roles.add("starts " + span.name());
            }
            if (names(span.ends(), tracepoint)) {
                roles.add("ends " + span.name());
            }
            if (names(span.failures(), tracepoint)) {
                roles.add("fails " + span.name());
            }
        }
        sidecar.states().stream().filter(r -> r.tracepoint().equals(tracepoint)).forEach(r -> roles.add("states"));
        sidecar.phases().stream().filter(r -> r.tracepoint().equals(tracepoint)).forEach(r -> roles.add("phases"));
        sidecar.complete().stream()
                .filter(r -> r.tracepoint().equals(tracepoint))
                .forEach(r -> roles.add("complete"));
        sidecar.metrics().stream()
                .filter(r -> r.tracepoint().equals(tracepoint))
                .map(MetricRule::instrument)
                .forEach(instrument -> roles.add(instrument.word()));
        if (sidecar.instants().contains(tracepoint.name())) {
            roles.add("instant");
        }
        return roles;
    }

    private static boolean names(Collection<SpanPoint> points, Tracepoint tracepoint) {
        return points.stream().anyMatch(point -> point.tracepoint().equals(tracepoint));
    }

    private static String line(SpanRule rule) {
        String shape = rule.shape().word()
                + (rule.opening() == SpanOpening.FIRST ? " open=first" : "")
                + (rule.closing() == SpanClosing.LAST ? " close=last" : "");
        return Stream.of(rule.name(), point(rule.start()), points(rule.ends()), points(rule.failures()), shape)
                .collect(Collectors.joining(" | "))
                .replace(" |  | ", " | | ");
    }

    private static String points(List<SpanPoint> points) {
        return points.stream().map(MigrationSidecarTest::point).collect(Collectors.joining(", "));
    }

    private static String point(SpanPoint point) {
        String key = point.key().stream().map(MigrationSidecarTest::part).collect(Collectors.joining(","));
        String when = new TreeMap<>(point.when())
                .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(","));
        return point.tracepoint().name()
                + (key.isEmpty() ? "" : "[" + key + "]")
                + (when.isEmpty() ? "" : "{" + when + "}");
    }

    private static String part(KeyPart part) {
        return part.argument().name()
                + (part.align() == 1 ? "" : "/align " + part.align())
                + (part.divide() == 1 ? "" : "/divide " + part.divide())
                + (part.map().isEmpty() ? "" : "/map " + new TreeMap<>(part.map()));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = MigrationSidecarTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
