package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.catalogue.TracepointEvents;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the tracepoints of logs mean: a catalogue, and the sidecar that goes with it or the one built in. Immutable. */
public final class ImportModel {

    private static final String BUILT_IN = "qemu-migration.yaml";

    /** The namespace of QEMU's tracepoints that no sidecar knows. */
    public static final String QEMU = "qemu";

    private static final Pattern WORD_END = Pattern.compile("\\W+");

    private final Catalogue catalogue;
    private final Sidecar sidecar;
    /** The tracepoints in the sidecar's namespace; null for all. */
    private final Set<String> known;

    private ImportModel(Catalogue catalogue, Sidecar sidecar, Set<String> known) {
        this.catalogue = catalogue;
        this.sidecar = sidecar;
        this.known = known;
    }

    /**
     * Takes a catalogue with a sidecar of its own, which gives the namespace of all its events.
     *
     * @param catalogue the tracepoints
     * @param sidecar read against the catalogue
     */
    public static ImportModel of(Catalogue catalogue, Sidecar sidecar) {
        return new ImportModel(catalogue, sidecar, null);
    }

    /**
     * Takes a catalogue of QEMU. Where it has QEMU's migration tracepoints, of any version from 2.12 to 10.2, these get the namespace {@code
     * qemu.migration} and are paired as the built-in sidecar says; all others are instants in the namespace {@code qemu}.
     *
     * @param catalogue the tracepoints
     */
    public static ImportModel ofQemu(Catalogue catalogue) {
        Sidecar sidecar = Sidecar.fitting(BUILT_IN, builtInText(), catalogue);
        Set<String> named = new HashSet<>(Arrays.asList(WORD_END.split(builtInText())));
        return new ImportModel(catalogue, sidecar, named);
    }

    /** The sidecar for QEMU's migration tracepoints. */
    static String builtInText() {
        try (InputStream in = ImportModel.class.getResourceAsStream(BUILT_IN)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events of the catalogue's tracepoints. */
    TracepointEvents events() {
        return TracepointEvents.of(sidecar);
    }

    /** The events that are made of several records: those named after a tracepoint in the order of the catalogue, then the others. */
    List<EventModel> derived() {
        TracepointEvents events = events();
        List<EventModel> derived = new ArrayList<>();
        ruled().stream()
                .sorted(Comparator.comparingInt(Tracepoint::line))
                .map(events::of)
                .filter(event -> EventDescriptions.isDerived(event.role()))
                .forEach(derived::add);
        derived.addAll(events.ofSpans());
        return derived;
    }

    /** The tracepoints that may have a derived event of their name. */
    private Set<Tracepoint> ruled() {
        Set<Tracepoint> ruled = new LinkedHashSet<>();
        sidecar.spans().forEach(rule -> ruled.add(rule.start().tracepoint()));
        sidecar.states().forEach(rule -> ruled.add(rule.tracepoint()));
        sidecar.phases().forEach(rule -> ruled.add(rule.tracepoint()));
        return ruled;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    Sidecar sidecar() {
        return sidecar;
    }

    String hash() {
        return catalogue.hash();
    }

    String namespace(EventModel event) {
        Tracepoint tracepoint = event.tracepoint();
        return known == null || known.contains(tracepoint.name()) ? sidecar.namespace() : QEMU;
    }
}
