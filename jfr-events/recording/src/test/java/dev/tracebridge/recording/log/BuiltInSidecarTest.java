package dev.tracebridge.recording.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.EventField;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.PhaseRule;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.StateRule;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.migration.MigrateSetStateEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sidecar that is built in says of the migration module's tracepoints what that module's own says. */
class BuiltInSidecarTest {

    private final Catalogue catalogue = Catalogue.parse("trace-events", resource("trace-events"));
    private final TraceModel own =
            TraceModel.of(catalogue, Sidecar.parse("trace-spans.yaml", resource("trace-spans.yaml"), catalogue));
    private final ImportModel builtIn = ImportModel.ofQemu(catalogue);

    private static String resource(String name) {
        try (InputStream in = MigrateSetStateEvent.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    @Test
    void makesTheSameEvents() {
        TraceModel all = TraceModel.of(builtIn.catalogue(), builtIn.sidecar());
        assertThat(own.events()).hasSizeGreaterThan(200).allSatisfy(event -> {
            EventModel other = all.event(event.simpleName()).orElseThrow();
            assertThat(other.role()).isEqualTo(event.role());
            assertThat(builtIn.namespace(other) + "." + other.simpleName()).isEqualTo(event.name());
            assertThat(other.category()).isEqualTo(event.category());
            assertThat(other.key()).isEqualTo(event.key());
            assertThat(points(other)).isEqualTo(points(event));
            assertThat(fields(other)).isEqualTo(fields(event));
            assertThat(other.states().map(StateRule::initial))
                    .isEqualTo(event.states().map(StateRule::initial));
            assertThat(chains(other)).isEqualTo(chains(event));
        });
    }

    private static List<String> chains(EventModel event) {
        return event.phases().map(PhaseRule::chains).orElse(List.of()).stream()
                .map(chain -> chain.name() + " " + chain.first() + " " + chain.last())
                .toList();
    }

    private static List<String> points(EventModel event) {
        return event.span().stream()
                .flatMap(span -> Stream.of(List.of(span.start()), span.ends(), span.failures())
                        .flatMap(List::stream))
                .map(BuiltInSidecarTest::point)
                .toList();
    }

    private static String point(SpanPoint point) {
        return point.tracepoint().name() + point.when() + point.key();
    }

    private static List<String> fields(EventModel event) {
        return event.fields().stream().map(BuiltInSidecarTest::field).toList();
    }

    private static String field(EventField field) {
        return field.fieldName() + field.argument() + field.content() + field.sources();
    }

    @Test
    void putsUnknownTracepointsBesideMigration() {
        Catalogue other = Catalogue.parse("trace-events", """
                usb_packet(void *p) "%p"
                multifd_send_thread_start(uint8_t id) "%u"
                """);
        ImportModel model = ImportModel.ofQemu(other);

        List<EventModel> events =
                other.tracepoints().stream().map(model.events()::of).toList();

        assertThat(events).extracting(model::namespace).containsExactly("qemu", "qemu.migration");
        assertThat(events).extracting(EventModel::role).containsOnly(EventRole.INSTANT);
    }
}
