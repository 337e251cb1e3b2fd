package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.Optional;

/**
 * A catalogue as a command was given it.
 *
 * @param catalogue the catalogue
 * @param sidecar its sidecar, checked against it
 */
record CatalogueInput(Catalogue catalogue, Optional<Sidecar> sidecar) {

    private static final int SHOWN_DIGITS = 16;

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
}
