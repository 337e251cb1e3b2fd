package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.catalogue.Tracepoint;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A catalogue as a command was given it.
 *
 * @param catalogue the catalogue
 * @param text the whole file
 * @param sidecar its sidecar, checked against it
 * @param sidecarText the sidecar's whole file
 */
record CatalogueInput(Catalogue catalogue, String text, Optional<Sidecar> sidecar, Optional<String> sidecarText) {

    private static final int SHOWN_DIGITS = 16;

    static CatalogueInput of(Catalogue catalogue, String text) {
        return new CatalogueInput(catalogue, text, Optional.empty(), Optional.empty());
    }

    CatalogueInput with(Sidecar newSidecar, String newSidecarText) {
        return new CatalogueInput(catalogue, text, Optional.of(newSidecar), Optional.of(newSidecarText));
    }

    /** The events; without a sidecar all tracepoints are instants of the given namespace. */
    TraceModel model(String namespace) {
        return TraceModel.of(catalogue, sidecar.orElseGet(() -> Sidecar.of(namespace)));
    }

    /** The digits of the hash that are shown to people. */
    String shownHash() {
        return catalogue.hash().substring(0, SHOWN_DIGITS);
    }

    /** How many headings have tracepoints. */
    long groups() {
        return catalogue.tracepoints().stream()
                .map(Tracepoint::group)
                .filter(group -> !group.isEmpty())
                .distinct()
                .count();
    }

    /** The catalogue's file without its folder. */
    String simpleName() {
        return simpleName(catalogue.fileName());
    }

    /** The sidecar's file without its folder; what it would be called where there is none. */
    String simpleSidecarName() {
        return sidecar.map(s -> simpleName(s.fileName())).orElse(SidecarOption.NAME);
    }

    private static String simpleName(String file) {
        Path name = Path.of(file).getFileName();
        return name == null ? file : name.toString();
    }
}
