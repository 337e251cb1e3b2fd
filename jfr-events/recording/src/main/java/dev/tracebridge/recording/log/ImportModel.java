package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.catalogue.Tracepoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What the tracepoints of logs mean: a catalogue, and the sidecar that goes with it or the one built in. Immutable. */
public final class ImportModel {

    private static final String BUILT_IN = "qemu-migration.yaml";

    /** The namespace of what the built-in sidecar does not know. */
    private static final String QEMU = "qemu";

    private static final Pattern WORD_END = Pattern.compile("\\W+");

    private final TraceModel events;
    /** The tracepoints in the sidecar's namespace; null for all. */
    private final Set<String> known;

    private ImportModel(TraceModel events, Set<String> known) {
        this.events = events;
        this.known = known;
    }

    /**
     * Takes a catalogue with a sidecar of its own, which gives the namespace of all its events.
     *
     * @param catalogue the tracepoints
     * @param sidecar read against the catalogue
     */
    public static ImportModel of(Catalogue catalogue, Sidecar sidecar) {
        return new ImportModel(TraceModel.of(catalogue, sidecar), null);
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
        return new ImportModel(TraceModel.of(catalogue, sidecar), named);
    }

    /** The sidecar for QEMU's migration tracepoints. */
    static String builtInText() {
        try (InputStream in = ImportModel.class.getResourceAsStream(BUILT_IN)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TraceModel events() {
        return events;
    }

    Catalogue catalogue() {
        return events.catalogue();
    }

    Sidecar sidecar() {
        return events.sidecar();
    }

    String hash() {
        return events.catalogue().hash();
    }

    String namespace(EventModel event) {
        Tracepoint tracepoint = event.tracepoint();
        return known == null || known.contains(tracepoint.name())
                ? events.sidecar().namespace()
                : QEMU;
    }
}
